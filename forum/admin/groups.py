"""Groups of members, to which permissions are given."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.admin_permissions import set_jobs
from forum.admin.base import ListAdmin
from forum.admin.deleting_under_lock import DeletedUnderLock
from forum.admin.group_forms import GroupWithMembersForm
from forum.admin.name_forms import warnings_after_group_rename
from forum.boards.group_settings import note_titles
from forum.boards.permission_verbs import VERBS
from forum.site.models import SiteSettings

NAMED = ("name", "title", "colour")
KEPT = gettext_lazy(
    "You can delete a group once it has no permissions on boards. First take those away on the boards’ pages."
)
RULES = ("days", "posts", "mention_name", "mentioners", "moderates_everywhere", "jobs")

# Imported for what it registers: what is registered before us can be taken out, and is not registered again.
REGISTERING = (auth_admin,)
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DeletedUnderLock, ListAdmin):
    """Groups carry permissions, so only superusers, who have all of them, hand them out."""

    form = GroupWithMembersForm
    why_kept = KEPT
    list_display = ("name", "member_count")
    ordering = ("name",)
    sortable_by = ()
    search_fields = ("name",)
    readonly_fields = ("boards",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(member_count_=Count("user"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return (*NAMED, "add_members", *RULES)
        return (*NAMED, "add_members", "remove_members", *RULES[:-1], "boards", "jobs")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.user_set.add(*form.cleaned_data.get("add_members", ()))
        obj.user_set.remove(*form.cleaned_data.get("remove_members", ()))
        set_jobs(obj, form.cleaned_data.get("jobs", ()))
        form.save_mention()
        form.save_settings()
        SiteSettings.bump()
        if "name" in form.changed_data:
            for sentence in warnings_after_group_rename(obj):
                self.message_user(request, sentence, messages.WARNING)

    def is_kept(self, request: HttpRequest, obj: Group) -> bool:
        return self.has_change_permission(request) and _is_on_boards(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        note_titles()
        SiteSettings.bump()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or self.has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A board whose last grant vanished with its group would fall open to the people of the board above it.
        is_allowed = request.user.is_active and request.user.is_superuser
        return is_allowed and not (obj is not None and _is_on_boards(obj))

    @admin.display(description=gettext_lazy("members"))
    def member_count(self, group: Any) -> str:
        address = reverse("admin:accounts_user_changelist")
        return format_html('<a href="{}?groups__id__exact={}">{}</a>', address, group.pk, group.member_count_)

    @admin.display(description=gettext_lazy("on boards, members may"))
    def boards(self, group: Group) -> str:
        grants = group.grants.select_related("board").order_by("board__position", "board_id")
        rows = [
            (
                reverse("admin:boards_board_change", args=[grant.board_id]),
                grant.board.name,
                ", ".join(str(VERBS[verb].label) for verb in grant.verbs if verb in VERBS),
            )
            for grant in grants
            if grant.board
        ]
        words = format_html_join("", '<div><a href="{}">{}</a>: {}</div>', rows)
        return format_html(
            '{} <div><a href="{}?group={}">{}</a></div>',
            words or _("Nothing yet. Choose this group in the permissions of a board."),
            reverse("admin:boards_board_seen_by"),
            group.pk,
            _("All boards as seen by this group"),
        )


def _is_on_boards(group: Group) -> bool:
    return group.grants.exclude(board=None).exists()
