"""Groups that can be mentioned as one: by which name, and who may."""

from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import FormerUsername, User
from accounts.names import LONGEST_NAME, name_key, validate_username
from forum.boards.groups import AUTOMATIC_GROUPS, groups_of
from forum.site.models import SiteSettings

# Of a group's members only so many are notified by one post: those who were here last.
MOST_NOTIFIED = 200
OWN = "own"
# Before the name where members and groups are told apart; no username holds it.
SIGN = "@"


def mentioner_choices() -> list[tuple[str, str | Promise]]:
    automatic = [(group.name, group.label) for group in AUTOMATIC_GROUPS.values() if not group.has_visitors]
    return [(OWN, _("Its own members")), *automatic]


class GroupMentionQuerySet(models.QuerySet["GroupMention"]):
    def open_to(self, member: User) -> Self:
        """Those that this member may mention."""
        if member.is_active and member.is_superuser:
            return self.all()
        groups = groups_of(member)
        own = Q(mentioners=OWN, group__in=[group for group in groups if isinstance(group, int)])
        return self.filter(own | Q(mentioners__in=[group for group in groups if isinstance(group, str)]))

    def known_to(self, member: User) -> Self:
        """Those of groups that this member is in, or whose title is shown beside posts."""
        groups = [group for group in groups_of(member) if isinstance(group, int)]
        return self.filter(group__in=[*groups, *map(int, SiteSettings.current().group_titles)])


class GroupMention(models.Model):
    """Under which name a group can be mentioned, and by whom. Superusers may mention each."""

    group = models.OneToOneField(
        Group, models.CASCADE, related_name="mention", verbose_name=_("group"), primary_key=True
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    mentioners = models.CharField(
        _("who can mention it"), max_length=40, choices=mentioner_choices, default=OWN
    )

    objects = GroupMentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("name by which a group is mentioned")
        verbose_name_plural = _("names by which groups are mentioned")

    def __str__(self) -> str:
        return f"{SIGN}{self.name}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


def validate_group_name(name: str, group: Group) -> None:
    """Raise ValidationError, with a sentence, if the group can't be mentioned by this name."""
    validate_username(name)
    key = name_key(name)
    is_of_member = User.objects.named(name).exists() or FormerUsername.objects.kept().filter(key=key).exists()
    if is_of_member or GroupMention.objects.filter(name_key=key).exclude(group=group.pk).exists():
        raise ValidationError(_("A member or another group has this name. Try another."), "taken")


def is_name_of_group(name: str) -> bool:
    return GroupMention.objects.filter(name_key=name_key(name)).exists()


def groups_among(mentions: Iterable[str]) -> list[str]:
    """Return the names of groups among the names that a text mentions."""
    return [name.removeprefix(SIGN) for name in mentions if name.startswith(SIGN)]


def members_notified(groups: Iterable[str], readers: Q, but: int) -> models.QuerySet[User]:
    """Return whom a mention of these groups notifies: members among the `readers`, without its author."""
    in_groups = User.groups.through.objects.filter(group__mention__name__in=list(groups)).values("user")
    members = User.objects.filter(readers, pk__in=in_groups, is_active=True, closed_at=None).exclude(pk=but)
    return members.order_by(F("last_seen_at").desc(nulls_last=True), "pk")[:MOST_NOTIFIED]
