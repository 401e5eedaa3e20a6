"""The control by which one follows: what it shows of a thing to a reader, and the addresses of its acts."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.follows import following, rules
from forum.follows.models import CHOOSABLE, Follow, FollowPreference, Level, kind_of
from forum.pages.topics.reading import is_looked_at
from forum.site.slugs import at_address
from forum.topics.models import Tag, Topic

HINTS = {
    Level.EVERY: _("By bell, and an email for each"),
    Level.FIRST: _("One email, then none until you have been here"),
    Level.DAILY: _("By bell, and one email every morning"),
    Level.WEEKLY: _("By bell, and one email every Monday"),
    Level.SITE: _("By bell, and no email"),
    Level.MUTE: _("No notifications, and hidden from lists"),
}
NAMES = {"topic": "", "board": "board-", "tag": "tag-", "person": "person-"}


def level_label(level: str, kind: str):
    """What a level is called for things of this kind: only in topics is it posts that one hears of."""
    if level == Level.EVERY and kind != "topic":
        return _("Every new topic")
    return Level(level).label


def hint(level: str, kind: str):
    if level == Level.MUTE and kind == "person":
        return _("No notifications about anything they do")
    return HINTS[Level(level)]


def found(reader, kind: str, where: dict[str, Any]):
    """The thing that an address names, if the reader may know of it; else a 404."""
    if kind == "topic":
        topics = Topic.objects.visible_to(reader).select_related("board", "author")
        return get_object_or_404(topics, pk=where["topic_id"])
    if kind == "board":
        return _at_address(Board.objects.visible_to(reader), where["slug"])
    if kind == "tag":
        return _at_address(Tag.objects.all(), where["slug"])
    return get_object_or_404(get_user_model().objects.named(where["username"]), closed_at=None)


def _at_address(things, slug: str):
    thing = at_address(things, slug)
    if thing is None:
        raise Http404
    return thing


def in_sight(reader, kind: str, ids):
    """Those of these things, by id, that the reader may know of."""
    if kind == "topic":
        return Topic.objects.visible_to(reader).filter(pk__in=ids)
    if kind == "board":
        return Board.objects.visible_to(reader).filter(pk__in=ids)
    if kind == "tag":
        return Tag.objects.filter(pk__in=ids)
    return get_user_model().objects.filter(pk__in=ids, closed_at=None)


def place_of(thing) -> str:
    """The page of a thing that can be followed."""
    return (
        reverse("member", args=[thing.username]) if kind_of(thing) == "person" else thing.get_absolute_url()
    )


def address_of(thing, act: str) -> str:
    """Where to follow, unfollow or see the followers of a thing."""
    kind = kind_of(thing)
    words = {"topic": lambda: [thing.pk, thing.slug], "person": lambda: [thing.username]}
    return reverse(NAMES[kind] + act, args=words.get(kind, lambda: [thing.slug])())


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    hint: Any
    is_chosen: bool


class Control:
    """What the control shows to one reader, read when it is made: by one query, and by another for their usual wish.

    `here` is the page it stands on, to which its acts lead back; without it they lead to the page of the thing.
    """

    def __init__(self, reader, thing, here: str = ""):
        self.reader, self.thing, self.kind, self.here = reader, thing, kind_of(thing), here
        self.follow: Follow | None = None
        self.preference = FollowPreference()
        if reader.is_authenticated and not self.is_own:
            self.follow = Follow.objects.of(thing).filter(member=reader).first()
            if not self.is_following:
                self.preference = FollowPreference.of(reader)

    def look_in(self, request) -> None:
        """Note that the reader has come, if this is a page that somebody looks at."""
        if self.follow is not None and self.is_following and is_looked_at(request):
            following.look_in(self.follow)

    @property
    def is_own(self) -> bool:
        return self.kind == "person" and self.thing.pk == self.reader.pk

    @property
    def is_following(self) -> bool:
        return self.follow is not None and self.follow.is_standing

    @property
    def is_muted(self) -> bool:
        return self.follow is not None and self.follow.is_muted

    @cached_property
    def can_follow(self) -> bool:
        return rules.can_follow(self.reader, self.thing)

    @property
    def is_shown(self) -> bool:
        if self.follow is None:
            return self.preference.is_shown
        return self.follow.is_shown if self.is_following else self.follow.usual(self.preference)[1]

    @property
    def follows_by_replying(self) -> bool:
        """How the box beside a reply stands: as they follow now, or as they prefer where they have said nothing."""
        return self.is_following if self.follow else self.preference.follows_replied

    @property
    def level(self):
        return level_label(self.follow.level, self.kind) if self.follow else ""

    @cached_property
    def choices(self) -> list[Choice]:
        if self.follow is not None and (self.is_following or self.is_muted):
            chosen = self.follow.level
        elif self.follow is not None:
            chosen = self.follow.usual(self.preference)[0]
        else:
            chosen = getattr(self.preference, self.kind)
        return [
            Choice(level.value, level_label(level, self.kind), hint(level, self.kind), level == chosen)
            for level in CHOOSABLE
        ]

    @property
    def count(self) -> int:
        return self.thing.follower_count

    @property
    def follow_address(self) -> str:
        return address_of(self.thing, "follow")

    @property
    def unfollow_address(self) -> str:
        return address_of(self.thing, "unfollow")

    @property
    def followers_address(self) -> str:
        return address_of(self.thing, "followers")
