"""The list of what a member follows, what has something new first, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.follows.models import KINDS, Follow
from forum.follows.rules import can_follow, visible_followables
from forum.pages.follows.control import choice_label, choices_for
from forum.pages.follows.followables import address_of
from forum.pages.my_follows.order import new_topics
from forum.pages.topics.lists import kept_topics
from forum.reading.unread import number_in_words, unread_counts
from forum.site.page_addresses import page_address
from forum.topics.models import Topic


@dataclass
class FollowRow:
    """A follow as the list shows it, without name and address if the reader may not see the thing any more."""

    follow: Follow
    name: str
    address: str
    board: str
    new: int
    new_address: str
    choices: list[tuple[str, Any, bool]]

    @property
    def title_address(self) -> str:
        """Where there is something new its name leads to that."""
        return self.new_address if self.new else self.address

    @property
    def how_often(self) -> Any:
        return next((label for _value, label, is_chosen in self.choices if is_chosen), "")

    @property
    def is_seen(self) -> bool:
        return bool(self.address)

    @property
    def new_count(self) -> str:
        return number_in_words(self.new)


def sections_of(rows: Sequence[FollowRow]) -> list[tuple[Promise | str, list[FollowRow]]]:
    """The rows under their headings; under none where nothing is new."""
    new = [row for row in rows if row.new]
    rest = [row for row in rows if not row.new]
    if not new:
        return [("", rest)]
    return [(_("New"), new), (_("Nothing new"), rest)] if rest else [(_("New"), new)]


def rows_of(member: User, follows: Sequence[Follow]) -> list[FollowRow]:
    things = {kind: visible_things(member, kind, follows) for kind in KINDS}
    posts, topics = new_posts(member, things["topic"]), new_topics(member, follows)
    return [row_of(follow, things, posts, topics) for follow in follows]


def visible_things(member: User, kind: str, follows: Sequence[Follow]) -> dict[int, Any]:
    ids = [follow.thing_id for follow in follows if follow.kind == kind]
    if not ids:
        return {}
    if kind == "topic":
        return {pk: topic for pk, topic in kept_topics(ids).items() if can_follow(member, topic)}
    return {thing.pk: thing for thing in visible_followables(member, kind, ids)}


def new_posts(member: User, topics: dict[int, Topic]) -> dict[int, int]:
    """Return the number of unread posts by topic, as every list of topics counts them."""
    return {pk: unread.count for pk, unread in unread_counts(member, topics.values()).items()}


def row_of(
    follow: Follow, things: dict[str, dict[int, Any]], posts: dict[int, int], topics: dict[int, int]
) -> FollowRow:
    kind = follow.kind
    thing = things[kind].get(follow.thing_id)
    choices = [(choice, choice_label(choice, kind), choice == follow.choice) for choice in choices_for(kind)]
    if thing is None:
        return FollowRow(follow, "", "", "", 0, "", choices)
    address = address_of(thing)
    if kind == "topic":
        new_address = page_address("topic-unread", thing.pk, thing.slug)
        return FollowRow(
            follow, thing.title, address, thing.board.name, posts.get(thing.pk, 0), new_address, choices
        )
    is_member = kind == "person"
    name, new_address = (thing.full_name, f"{address}?show=topics") if is_member else (thing.name, address)
    return FollowRow(follow, name, address, "", topics.get(follow.pk, 0), new_address, choices)
