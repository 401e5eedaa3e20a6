"""The control for following: what it shows a reader, and where its buttons lead."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader
from forum.boards.models import Board, visitors_permissions
from forum.follows import following, rules
from forum.follows.models import (
    CHOICES,
    DIGESTS,
    KINDS,
    MUTE,
    Follow,
    Followable,
    FollowPreference,
    Level,
    kind_of,
)
from forum.pages.follows.followables import act_address
from forum.pages.topics.reading import is_looked_at
from forum.topics.models import Topic
from forum.topics.rules import is_public, may

HINTS: dict[str, Promise] = {
    Level.EVERY: _("At the bell, and an email for each"),
    Level.FIRST: _("One email, then none until you have been here"),
    Level.DAILY: _("At the bell, and one email every morning"),
    Level.WEEKLY: _("At the bell, and one email every Monday"),
    Level.SITE: _("At the bell, no email"),
}
# A conversation is followed as a topic is, and named by other words.
CONVERSATION = "conversation"
# What muting does to a thing, by its sort. Members are ignored instead.
MUTE_HINTS: dict[str, Promise] = {
    CONVERSATION: _("No notifications"),
    "topic": _("No notifications. Left out of home and Latest, dimmed on its board"),
    "board": _("No notifications. Its topics are left out of Latest"),
    "tag": _("No notifications. Its topics are left out of home and Latest, dimmed on their boards"),
}


def sort_of(thing: Followable) -> str:
    """The kind of a thing that can be followed; conversations are a sort of their own."""
    is_conversation = isinstance(thing, Topic) and thing.is_conversation
    return CONVERSATION if is_conversation else kind_of(thing)


def choices_for(sort: str) -> tuple[str, ...]:
    """The answers to "how often" for things of this sort.

    Members are not muted but ignored, by a button of its own, and no digest tells of conversations.
    """
    left_out: dict[str, tuple[str, ...]] = {"person": (MUTE,), CONVERSATION: DIGESTS}
    return tuple(choice for choice in CHOICES if choice not in left_out.get(sort, ()))


def choice_label(choice: str, sort: str) -> str | Promise:
    """What a level, or to mute, is called for things of this sort, or for things of several sorts if it is none."""
    if choice == MUTE:
        return _("Mute")
    if choice == Level.EVERY and sort == CONVERSATION:
        return _("Every message")
    if choice == Level.EVERY and sort != "topic":
        # Only in topics is it posts that one hears of.
        return _("Every new topic") if sort in KINDS else _("Every post or new topic")
    return Level(choice).label


def choice_hint(choice: str, sort: str) -> Promise:
    return MUTE_HINTS[sort] if choice == MUTE else HINTS[choice]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    hint: str | Promise
    is_chosen: bool


def choices_of(sort: str, chosen: str) -> list[Choice]:
    return [
        Choice(value, choice_label(value, sort), choice_hint(value, sort), value == chosen)
        for value in choices_for(sort)
    ]


class Control:
    """What the control shows one reader. Making it takes one query.

    Its acts lead back to the page `here`, or without one to the page of the thing. Its buttons send the form whose id
    is `box` along, so that what has been typed there is kept.
    """

    html: str | None = None  # of the control, once it has been rendered

    def __init__(self, reader: Reader, thing: Followable, here: str = "", box: str = "") -> None:
        self.reader, self.thing, self.kind, self.here, self.box = reader, thing, kind_of(thing), here, box
        if reader.is_authenticated and not self.is_own:
            self.follow, self.preference = Follow.with_preference(reader, thing)
        else:
            self.follow = Follow(**{self.kind: thing}, state=Follow.State.LEFT, level="")
            self.preference = FollowPreference()

    def record_visit(self, request: HttpRequest) -> None:
        """Let only later posts count as new, if somebody looks at this page."""
        if self.is_following and is_looked_at(request):
            following.record_visit(self.follow)

    @property
    def sort(self) -> str:
        return sort_of(self.thing)

    @property
    def is_own(self) -> bool:
        return self.kind == "person" and self.thing.pk == self.reader.pk

    @property
    def is_following(self) -> bool:
        return self.follow.is_active

    @property
    def is_muted(self) -> bool:
        return self.follow.is_muted

    @property
    def is_active(self) -> bool:
        return self.is_following or self.is_muted

    @cached_property
    def can_follow(self) -> bool:
        return rules.can_follow(self.reader, self.thing)

    @property
    def is_shown(self) -> bool:
        return self.follow.is_shown if self.is_following else self.follow.defaults(self.preference)[1]

    @property
    def follows_by_replying(self) -> bool:
        """Whether the box beside a reply is ticked: as they follow now, else by their preference."""
        return self.is_following if self.follow.pk else self.preference.follows_replied

    @property
    def level(self) -> str | Promise:
        return choice_label(self.follow.level, self.sort) if self.is_following else ""

    @property
    def chosen(self) -> str:
        """The choice that holds, or the one they would begin with."""
        return self.follow.choice or self.follow.defaults(self.preference)[0]

    @cached_property
    def choices(self) -> list[Choice]:
        return choices_of(self.sort, self.chosen)

    @property
    def count(self) -> int:
        return self.thing.follower_count

    @property
    def follow_address(self) -> str:
        return act_address(self.thing, "follow")

    @property
    def unfollow_address(self) -> str:
        return act_address(self.thing, "unfollow")

    @property
    def followers_address(self) -> str:
        return act_address(self.thing, "followers")

    @cached_property
    def feed(self) -> str:
        """The path of the thing's feed, or "" if a visitor would see none."""
        return act_address(self.thing, "feed") if self.has_feed else ""

    @cached_property
    def has_feed(self) -> bool:
        return has_feed(self.reader, self.thing)


def has_feed(reader: Reader, thing: Followable) -> bool:
    """Whether a visitor sees the thing, and it may hold something to read."""
    if isinstance(thing, Board):
        return thing.takes_topics and may(visitors_permissions(reader), "see", thing)
    return not isinstance(thing, Topic) or is_public(reader, thing)
