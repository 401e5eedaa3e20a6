"""The form of a group: its name and title, who is in it, and what its members may do."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.names import LONGEST_NAME, normalized_username
from forum.admin.admin_permissions import JOBS, jobs_of
from forum.admin.member_names_field import MemberNamesField
from forum.admin.name_forms import GroupForm
from forum.boards.global_moderators import moderates_everywhere, set_moderates_everywhere
from forum.boards.group_mentions import OWN, GroupMention, mentioner_choices, validate_group_name
from forum.boards.group_settings import MOST_DAYS, MOST_POSTS, Colour, GroupSettings, note_titles
from forum.boards.models import Board
from forum.jobs.enqueuing import enqueue
from forum.posts import automatic_groups

SHOWN = 100  # members that can be taken out on the page
SETTINGS = ("title", "colour", "days", "posts")


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

    title = GroupSettings._meta.get_field("title").formfield(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Optional. Shown to everybody beside members’ posts and on their pages."),
    )
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Colour.choices, required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Members after days"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=gettext_lazy(
            "With days or posts the group is automatic: everyone who has both is in it, and nobody else."
        ),
    )
    posts = forms.IntegerField(
        label=gettext_lazy("Members after posts"),
        required=False,
        min_value=0,
        max_value=MOST_POSTS,
        help_text=gettext_lazy("Posts that were removed or wait for approval don’t count."),
    )
    moderates_everywhere = forms.BooleanField(
        label=gettext_lazy("Global moderators: members moderate every board"),
        required=False,
        help_text=gettext_lazy("Private boards and new ones, too."),
    )

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mention := GroupMention.objects.filter(group=self.instance.pk).first():
            self.fields["mention_name"].initial = mention.name
            self.fields["mentioners"].initial = mention.mentioners
        self._show_settings()
        if self.instance.pk is None:
            del self.fields["remove_members"]
            return
        self.fields["jobs"].initial = jobs_of(self.instance)
        members = self.instance.user_set.order_by("username")[:SHOWN]
        field = self.fields["remove_members"]
        field.queryset = self.instance.user_set.all()  # type: ignore[attr-defined]
        field.choices = [(member.pk, member.full_name) for member in members]  # type: ignore[attr-defined]
        field.help_text = "" if members else _("Nobody is in this group yet.")

    def _show_settings(self) -> None:
        settings = GroupSettings.objects.filter(group=self.instance.pk).first()
        for name in SETTINGS:
            self.fields[name].initial = getattr(settings, name, None)
        if self.instance.pk:
            self.fields["moderates_everywhere"].initial = moderates_everywhere(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_automatic = cleaned.get("days") is not None or cleaned.get("posts") is not None
        if is_automatic and cleaned.get("add_members"):
            self.add_error("add_members", _("This group is automatic: its members come by days and posts."))
        of_boards = Q(moderators=self.instance.pk) | Q(named_members=self.instance.pk)
        if is_automatic and self.instance.pk and Board.objects.filter(of_boards).exists():
            self.add_error("days", _("Members of this group are named on the page of a board."))
        return cleaned

    def save_settings(self) -> None:
        before = GroupSettings.objects.filter(group=self.instance).first()
        after = GroupSettings(group=self.instance, **{name: self.cleaned_data[name] for name in SETTINGS})
        after.save()
        note_titles()
        set_moderates_everywhere(self.instance, self.cleaned_data["moderates_everywhere"])
        rule = (before.days, before.posts) if before else (None, None)
        if after.is_automatic and rule != (after.days, after.posts):
            enqueue(automatic_groups.CHANGED, group_id=self.instance.pk)

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
