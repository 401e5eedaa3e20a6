"""How lists of the admin are read: bounded counts, no reading between the lines, nothing to write."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from forum.pages.addresses import row_number

COUNTED = 5_000  # rows; what lies beyond is found by filtering


class BoundedPaginator(Paginator):
    """Counts no further than COUNTED, so that a list costs the same on a million rows."""

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[:COUNTED].count()


class Listing(admin.ModelAdmin):
    """A list with a fixed number of queries, where only the filters on the page may be asked."""

    actions = None
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each count would be a query
    paginator = BoundedPaginator
    lookups: tuple[str, ...] = ()  # further query strings, for links between lists

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            # A year no calendar has, say: stock knows what to answer to a wrong filter, but not that this is one.
            raise IncorrectLookupParameters from error

    def view_on_site(self, obj):
        """The page itself. Stock goes by a redirect for any row of any table, which site.py takes away."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def lookup_allowed(self, lookup, value, request):
        # Stock allows any column of the table, and somebody may guess at what the page does not show them
        # (an address, a password's hash) letter by letter.
        filters = [f[0] if isinstance(f, tuple) else f for f in self.get_list_filter(request)]
        names = [name if isinstance(name, str) else name.parameter_name for name in filters]
        named = lookup in self.lookups or lookup.split("__")[0] in names
        return named and super().lookup_allowed(lookup, value, request)

    def response_action(self, request, queryset):
        # Stock hands whatever was sent to the database, which has words for it and a page 500.
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(as_id(value) is None for value in chosen):
            raise PermissionDenied
        return super().response_action(request, queryset)


class ReadOnly(Listing):
    """What people did or wrote. It is not added to, changed or deleted here; tools may act on it."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def as_id(term: str) -> int | None:
    """The row's number somebody searches for, if it is one."""
    return row_number(term.strip().removeprefix("#"))
