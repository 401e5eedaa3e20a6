"""What all lists of the admin have in common: a fixed number of queries, and only the filters on the page."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Func, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from accounts.models import User
from forum.admin.save_messages import SaveMessages
from forum.pages.addresses import row_number

# What the filters of lists ask of a column.
QUESTIONS = ("", "exact", "isnull", "isempty", "gte", "lt", "id__exact")
# Whole texts of the posts that rows of a list name: fifty may be megabytes.
POST_TEXTS = ("post__source", "post__html", "post__text")
COUNTED = 5_000  # rows; what lies beyond is found by filtering


class BoundedPaginator(Paginator):
    """Counts no further than COUNTED, so that a list costs the same on a million rows."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # of a list in the admin it is one
        return rows.order_by().values("pk")[:COUNTED].count()


class ListAdmin(SaveMessages):
    """A list with a fixed number of queries, where only the filters on the page may be asked."""

    actions: tuple[str, ...] | None = None
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    empty_value_display = "–"
    show_facets = admin.ShowFacets.NEVER  # each count would be a query
    paginator = BoundedPaginator
    lookups: tuple[str, ...] = ()  # further query strings, for links between lists

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Stock says “Select board to change”.
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Stock says “Change board”, and what it is called below.
        if original := context.get("original"):
            context |= {"title": context.get("heading") or str(original), "subtitle": None}
        # Stock counts fields with errors as errors, and says “the error below” of two beside one field.
        context["errors"] = [error for beside in context.get("errors", ()) for error in _as_list(beside)]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            # A year no calendar has, say: stock knows what to answer to a wrong filter, but not that this is one.
            raise IncorrectLookupParameters from error

    def view_on_site(self, obj: Any) -> str | None:
        """Return the page itself: Django's redirect for any row is taken away in admin_site.py."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Stock allows any column of the table, and somebody may guess at what the page does not show them
        # (an address, a password's hash) letter by letter. Nor has any database a word for all that a filter does
        # not offer: an expression that is none, a NUL.
        filters = (item[0] if isinstance(item, tuple) else item for item in self.get_list_filter(request))
        names = [getattr(item, "parameter_name", item) for item in filters]
        name, _separator, question = lookup.partition("__")
        is_filter = lookup in self.lookups or (name in names and question in QUESTIONS)
        return is_filter and "\x00" not in value and super().lookup_allowed(lookup, value, request)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any
    ) -> HttpResponse | None:
        # Stock hands whatever was sent to the database, which has words for it and a page 500.
        ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(as_id(value) is None for value in ids):
            raise PermissionDenied
        return super().response_action(request, queryset, *args)


class PlainChoice(BaseModelAdmin):
    """A choice without Django's buttons to add or change a board or group beside it."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class ReadOnlyAdmin(ListAdmin):
    """What people did or wrote. It is not added to, changed or deleted here; actions may."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ShownRows(admin.TabularInline):
    """Rows of another table, to be read on the page of the one to which they belong."""

    template = "admin/shown_rows.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def member_of(request: HttpRequest) -> User:
    """The member who is signed in; the admin lets no visitor in."""
    return cast(User, request.user)


def count_of(rows: QuerySet[Any]) -> Subquery:
    """How many of these there are, as a column of a list: of its fifty rows alone; a join would group them all."""
    counted = rows.order_by().annotate(all_of_them=Func(F("pk"), function="COUNT")).values("all_of_them")
    return Subquery(counted, output_field=models.IntegerField())


def log_change(request: HttpRequest, row: models.Model, words: str) -> None:
    """Note in Django's own log what a page of ours has changed; its own forms do so themselves."""
    LogEntry.objects.log_actions(member_of(request).pk, [row], CHANGE, words, single_object=True)


def _as_list(errors: Any) -> list[Any]:
    return list(errors) if isinstance(errors, list) else [errors]


def as_id(term: str) -> int | None:
    """The row's number somebody searches for, if it is one."""
    return row_number(term.strip().removeprefix("#"))
