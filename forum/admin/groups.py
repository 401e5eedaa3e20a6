"""Groups of members, to which permissions are given."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.names import LONGEST_NAME, normalized_username
from forum.admin.admin_permissions import JOBS, jobs_of, set_jobs
from forum.admin.base import ListAdmin
from forum.admin.member_names_field import MemberNamesField
from forum.admin.name_forms import GroupForm, warnings_after_group_rename
from forum.boards.group_mentions import OWN, GroupMention, mentioner_choices, validate_group_name
from forum.boards.permission_verbs import VERBS
from forum.site.models import SiteSettings

SHOWN = 100  # members that can be taken out on the page

# Imported for what it registers: what is registered before us can be taken out, and is not registered again.
REGISTERING = (auth_admin,)
admin.site.unregister(Group)


class GroupWithMembersForm(GroupForm):
    """A group's name, its members and what they may do in the admin."""

    add_members = MemberNamesField(
        label=gettext_lazy("Add members"),
        required=False,
        help_text=gettext_lazy("Usernames, separated by commas."),
    )
    remove_members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Remove members"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mention_name = forms.CharField(
        label=gettext_lazy("Mentioned as @"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy(
            "Optional. A mention of this name in a post notifies the members who can see the topic, 200 at most."
        ),
    )
    mentioners = forms.ChoiceField(
        label=gettext_lazy("Who can mention it"), choices=mentioner_choices, required=False
    )
    jobs = forms.MultipleChoiceField(
        label=gettext_lazy("In the admin, members may"),
        required=False,
        choices=[(name, words) for name, (words, _needed) in JOBS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only members who are staff can open the admin."),
    )

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mention := GroupMention.objects.filter(group=self.instance.pk).first():
            self.fields["mention_name"].initial = mention.name
            self.fields["mentioners"].initial = mention.mentioners
        if self.instance.pk is None:
            del self.fields["remove_members"]
            return
        self.fields["jobs"].initial = jobs_of(self.instance)
        members = self.instance.user_set.order_by("username")[:SHOWN]
        field = self.fields["remove_members"]
        field.queryset = self.instance.user_set.all()  # type: ignore[attr-defined]
        field.choices = [(member.pk, member.full_name) for member in members]  # type: ignore[attr-defined]
        field.help_text = "" if members else _("Nobody is in this group yet.")

    def clean_mention_name(self) -> str:
        name = normalized_username(self.cleaned_data["mention_name"].removeprefix("@"))
        if name:
            validate_group_name(name, self.instance)
        return name

    def save_mention(self) -> None:
        name, mentioners = self.cleaned_data["mention_name"], self.cleaned_data["mentioners"] or OWN
        if name:
            GroupMention(group=self.instance, name=name, mentioners=mentioners).save()
        else:
            GroupMention.objects.filter(group=self.instance).delete()


@admin.register(Group)
class GroupAdmin(ListAdmin):
    """Groups carry permissions, so only superusers, who have all of them, hand them out."""

    form = GroupWithMembersForm
    list_display = ("name", "member_count")
    ordering = ("name",)
    sortable_by = ()
    search_fields = ("name",)
    readonly_fields = ("boards",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(member_count_=Count("user"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("name", "add_members", "mention_name", "mentioners", "jobs")
        return ("name", "add_members", "remove_members", "mention_name", "mentioners", "boards", "jobs")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.user_set.add(*form.cleaned_data.get("add_members", ()))
        obj.user_set.remove(*form.cleaned_data.get("remove_members", ()))
        set_jobs(obj, form.cleaned_data.get("jobs", ()))
        form.save_mention()
        SiteSettings.bump()
        if "name" in form.changed_data:
            for sentence in warnings_after_group_rename(obj):
                self.message_user(request, sentence, messages.WARNING)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or self.has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A board whose last grant vanished with its group would fall open to the people of the board above it.
        is_allowed = request.user.is_active and request.user.is_superuser
        return is_allowed and not (obj is not None and obj.grants.exists())

    @admin.display(description=gettext_lazy("members"))
    def member_count(self, group: Any) -> str:
        address = reverse("admin:accounts_user_changelist")
        return format_html('<a href="{}?groups__id__exact={}">{}</a>', address, group.pk, group.member_count_)

    @admin.display(description=gettext_lazy("on boards, members may"))
    def boards(self, group: Group) -> str:
        rows = [
            (
                reverse("admin:boards_board_change", args=[grant.board_id]),
                grant.board.name,
                ", ".join(str(VERBS[verb].label) for verb in grant.verbs if verb in VERBS),
            )
            for grant in group.grants.select_related("board").order_by("board__position", "board_id")
        ]
        words = format_html_join("", '<div><a href="{}">{}</a>: {}</div>', rows)
        return words or _("Nothing yet. Choose this group in the permissions of a board.")
