"""What a group has besides its name: a title in a colour, and the rule by which members come into it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.site.models import SiteSettings
from forum.site.name_fields import NameField

LONGEST_TITLE = 30
MOST_DAYS, MOST_POSTS = 10_000, 1_000_000


class Colour(models.TextChoices):
    """The value is the number of a hue in parts.css."""

    NONE = "", _("No colour")
    TEAL = "0", _("Teal")
    BLUE = "2", _("Blue")
    VIOLET = "3", _("Violet")
    PINK = "5", _("Pink")
    RED = "7", _("Red")
    ORANGE = "8", _("Orange")
    YELLOW = "9", _("Yellow")
    GREEN = "11", _("Green")


class GroupSettingsQuerySet(models.QuerySet["GroupSettings"]):
    def automatic(self) -> "GroupSettingsQuerySet":
        """Groups whose members come and go by a rule."""
        return self.exclude(days=None, posts=None)


class GroupSettings(models.Model):
    """Of a group. One with `days` or `posts` is automatic: its members are those who have both."""

    group = models.OneToOneField(
        Group, models.CASCADE, related_name="settings", verbose_name=_("group"), primary_key=True
    )
    title = NameField(_("title"), max_length=LONGEST_TITLE, blank=True)
    colour = models.CharField(_("colour"), max_length=2, choices=Colour, blank=True, default="")
    days = models.PositiveIntegerField(_("days"), null=True, blank=True)
    posts = models.PositiveIntegerField(_("posts"), null=True, blank=True)

    objects = GroupSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of a group")
        verbose_name_plural = _("settings of groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__lte=MOST_DAYS), name="group_days_within_bounds"
            ),
            models.CheckConstraint(
                condition=Q(posts=None) | Q(posts__lte=MOST_POSTS), name="group_posts_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.group.name

    @property
    def is_automatic(self) -> bool:
        return self.days is not None or self.posts is not None


@dataclass(frozen=True)
class GroupTitle:
    words: str
    colour: str


def note_titles() -> None:
    """Keep the titles of all groups in the site settings, which each page reads anyway."""
    rows = GroupSettings.objects.exclude(title="").order_by("group__name", "pk")
    titles = {str(pk): [title, colour] for pk, title, colour in rows.values_list("pk", "title", "colour")}
    site = SiteSettings.current()
    if titles != site.group_titles:
        site.change(group_titles=titles)


def titles_of(members: Collection[User], site: SiteSettings) -> dict[int, list[GroupTitle]]:
    """The titles of these members, by their ids. One query, or none if no group has a title."""
    if not site.group_titles or not members:
        return {}
    shown = {int(pk): GroupTitle(*title) for pk, title in site.group_titles.items()}
    rows = User.groups.through.objects.filter(group__in=list(shown), user__in=[one.pk for one in members])
    groups: dict[int, set[int]] = {}
    for user, group in rows.values_list("user", "group"):
        groups.setdefault(user, set()).add(group)
    return {
        user: [title for group, title in shown.items() if group in theirs] for user, theirs in groups.items()
    }
