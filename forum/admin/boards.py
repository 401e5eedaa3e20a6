"""The tree of boards, and the permissions that say who may do what there."""

import json
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ForeignKey, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from forum.admin.base import PlainChoice
from forum.admin.board_forms import BoardPermissionsForm, BoardPlaceForm
from forum.admin.board_order import order_buttons
from forum.admin.deleting_under_lock import DeletedUnderLock
from forum.admin.grant_forms import GrantForm, GrantFormSet
from forum.admin.permissions_seen_by import BoardsSeenByOthers
from forum.boards.models import Board, Grant, TopicField, keep_permissions, permissions_of
from forum.boards.own_groups import groups_of_boards, is_good_for_nothing_else
from forum.boards.presets import apply_preset
from forum.boards.tree import Tree
from forum.conversations import team
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import row_number
from forum.pages.boards.forms import BoardField
from forum.site.models import SiteSettings
from forum.topics.board_tags import set_rules
from forum.topics.rules import may

KEPT = gettext_lazy("You can delete a board once it’s empty. First move its topics and its boards elsewhere.")
DEEPEST = 6  # levels that are indented further and further


class GrantInline(admin.TabularInline):
    """The board's own permissions. Without any, it takes those of its parent board."""

    model = Grant
    formset = GrantFormSet
    extra = 0
    form = GrantForm
    fields = ("who", "verbs")
    template = "admin/boards/permissions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grant]:
        return super().get_queryset(request).select_related("group", "board")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.reader = request.user
        return formset


class TopicFieldInline(admin.StackedInline):
    """What the form for a new topic asks for, each under a heading of the first post."""

    model = TopicField
    verbose_name = gettext_lazy("field")
    verbose_name_plural = gettext_lazy("Fields of new topics")
    fields = ("label", "hint", "is_long", "is_required", "position")
    extra = 1
    max_num = 15

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("boards.change_board")

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class BoardList(ChangeList):
    """Lists all boards, each followed by those inside it."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.depths: dict[int, int] = {}
        self.siblings: dict[int | None, list[Board]] = {}
        super().__init__(request, *args)
        order = [self.order] if self.model_admin.has_change_permission(request) else []
        self.list_display = [self.in_tree, *order, self.list_display[1], self.topics, *self.list_display[2:]]
        self.moderated = permissions_of(request.user).boards("moderate")
        self.list_display_links = [self.in_tree]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        first = (self.page_num - 1) * self.list_per_page
        every = Tree(request.user).indented()
        rows = every[first : first + self.list_per_page]
        self.depths = {board.pk: min(depth, DEEPEST) for depth, board in rows}
        self.siblings = defaultdict(list)
        for _depth, board in every:
            self.siblings[board.parent_id].append(board)
        self.result_list = [board for _depth, board in rows]

    @admin.display(description=gettext_lazy("name"))
    def in_tree(self, board: Board) -> str:
        return format_html('<span class="board-depth-{}">{}</span>', self.depths[board.pk], board.name)

    @admin.display(description=gettext_lazy("topics"))
    def topics(self, board: Board) -> str:
        if not board.takes_topics and not board.topic_count:
            return gettext("only boards")
        if board.pk not in self.moderated:
            return str(board.topic_count)
        address = reverse("admin:topics_topic_changelist")
        return format_html('<a href="{}?board={}">{}</a>', address, board.pk, board.topic_count)

    @admin.display(description=gettext_lazy("order"))
    def order(self, board: Board) -> str:
        return order_buttons(board, self.siblings[board.parent_id])


@admin.register(Board)
class BoardAdmin(DeletedUnderLock, PlainChoice, BoardsSeenByOthers):
    """Boards are arranged by those who moderate them, and deleted only while they are empty."""

    why_kept = KEPT
    inlines = (TopicFieldInline, GrantInline)
    list_display = ("name", "slug", "post_count")
    list_per_page = 100
    sortable_by = ()
    ordering = ("position", "id")
    prepopulated_fields = {"slug": ("name",)}
    fields = (
        "name",
        "slug",
        "description",
        "parent",
        "takes_topics",
        "takes_solutions",
        "starting_text",
        "requires_descriptions",
        "approves_topics",
        "approves_replies",
        "approves_first_posts",
        "rules",
        "slow_minutes",
        "locks_after_days",
        "leads_to",
        "allowed_tags",
        "fewest_tags",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Board]:
        return Board.objects.visible_to(request.user).order_by(*self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoardList

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (obj is None or may(request.user, "moderate", obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = obj is not None and super().has_delete_permission(request, obj)
        return is_allowed and self.has_change_permission(request, obj) and not _holds_anything(obj)

    def is_kept(self, request: HttpRequest, obj: Board) -> bool:
        """Whether this person could delete the board if nothing were on it."""
        is_allowed = super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)
        return is_allowed and _holds_anything(obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        board = self.get_object(request, object_id)
        why = KEPT if board is not None and self.is_kept(request, board) else ""
        return super().change_view(request, object_id, form_url, {"why_kept": why, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = super().render_change_form(request, context, *args, **kwargs)
        formsets = [each.formset for each in context["inline_admin_formsets"]]
        is_overtaken = any(isinstance(each, GrantFormSet) and each.overtaken_by for each in formsets)
        if is_overtaken or getattr(context["adminform"].form, "was_moved", False):
            page.status_code = 409
        return page

    def may_set_permissions(self, request: HttpRequest, obj: Board | None) -> bool:
        is_allowed = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return is_allowed and request.user.has_perm("boards.change_grant")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "preset") if self.may_set_permissions(request, obj) else self.fields

    def get_form(
        self, request: HttpRequest, obj: Board | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        kwargs["form"] = BoardPermissionsForm if self.may_set_permissions(request, obj) else BoardPlaceForm
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Board | None) -> tuple[type[InlineModelAdmin], ...]:
        return self.inlines if obj else ()

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        inlines: list[Any] = super().get_inline_formsets(*args, **kwargs)
        for inline in inlines:
            if isinstance(inline.opts, TopicFieldInline):
                data = json.loads(inline.inline_formset_data())
                # Stock says “Add another Field”.
                data["options"]["addText"] = gettext("Add another field")
                inline.inline_formset_data = json.dumps(data)
        return inlines

    def get_prepopulated_fields(self, request: HttpRequest, obj: Board | None = None) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is None or db_field.name != "parent":
            return field
        parent = BoardField(label=field.label, required=field.required, help_text=field.help_text)
        parent.offer(request.user, Board.objects.allowing(request.user, "moderate"))
        return parent

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or "parent" in form.changed_data:
            # After those that are there.
            last = Board.objects.filter(parent=obj.parent_id).aggregate(last=Max("position"))["last"]
            obj.position = (last or 0) + 1
        super().save_model(request, obj, form, change)
        SiteSettings.bump()

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, dict[str, Any]]]:
        """Log rows of other boards' groups without their names: all who see this board may read its history."""
        changes: list[dict[str, dict[str, Any]]] = super().construct_change_message(
            request, form, formsets, add
        )
        board = form.instance
        unnamed = Group.objects.filter(pk__in=groups_of_boards(beside=board.pk))
        hidden = {f"{board}: {group}" for group in unnamed}
        for change in changes:
            for facts in change.values():
                if facts.get("object") in hidden:
                    facts["object"] = f"{board}: {gettext('another group')}"
        return changes

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if {"allowed_tags", "fewest_tags"} & set(form.changed_data):
            set_rules(form.instance, form.cleaned_data["allowed_tags"], form.cleaned_data["fewest_tags"])
        if preset := form.cleaned_data.get("preset"):
            apply_preset(form.instance, preset)  # which overrules the rows below it
            self.tell_who_is_in(request, form.instance)
        keep_permissions(request.user)  # as they are after this

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The first board is shown at once; later ones with a link, for several are often made in a row."""
        goes_on = {"_continue", "_addanother"} & request.POST.keys()
        if not goes_on and Board.objects.count() == 1:
            messages.success(request, gettext("“%(board)s” is ready.") % {"board": set_apart(obj.name)})
            return HttpResponseRedirect(obj.get_absolute_url())
        sentence = gettext("“{board}” is ready. {link}")
        link = format_html('<a href="{}">{}</a>', obj.get_absolute_url(), gettext("View board"))
        messages.success(request, format_html(sentence, board=obj.name, link=link))
        name = (
            "add"
            if "_addanother" in request.POST
            else "change"
            if "_continue" in request.POST
            else "changelist"
        )
        return HttpResponseRedirect(
            reverse(f"admin:boards_board_{name}", args=[obj.pk] if name == "change" else [])
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            team.lock_conversations(row_number(object_id) or 0)
            return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        # Its own groups go with it, even if they may do nothing there at present: their names would tell its name.
        # Not those that another board names, which would have its parent's permissions without them.
        own = Group.objects.filter(pk__in=[obj.moderators_id or 0, obj.named_members_id or 0])
        groups = [group.pk for group in own if is_good_for_nothing_else(group, obj)]
        team.hand_over(obj)
        super().delete_model(request, obj)
        Group.objects.filter(pk__in=groups).delete()
        SiteSettings.bump()


def _holds_anything(board: Board) -> bool:
    return board.topics.exists() or board.children.exists()
