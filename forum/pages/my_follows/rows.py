"""The list of what a member follows, what has something new first, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.members_by_number import members_by_number
from accounts.models import User
from forum.follows.models import KINDS, Follow
from forum.follows.rules import can_follow, visible_followables
from forum.markup.unicode_text import set_apart
from forum.pages.boards.kept_tree import tree_for
from forum.pages.follows.control import choice_label, choices_for
from forum.pages.follows.followables import address_of
from forum.pages.kept_parts import kept_part, places
from forum.pages.my_follows.order import new_topics
from forum.pages.topics.lists import kept_topics
from forum.reading.unread import number_in_words, unread_counts
from forum.site.page_addresses import page_address
from forum.topics.models import Topic

PK, LABEL, NAME, ADDRESS, BOARD, NEW_ADDRESS, NEW_WORDS = places(7)


@dataclass
class FollowRow:
    """A follow as the list shows it, without name and address if the reader may not see the thing any more."""

    follow: Follow
    name: str
    address: str
    board: str
    new: int
    new_address: str
    choices: tuple[tuple[str, str, bool], ...]

    @property
    def pk(self) -> int:
        return self.follow.pk

    @property
    def kind(self) -> str:
        return self.follow.kind

    @property
    def is_active(self) -> bool:
        return self.follow.is_active

    @property
    def is_shown(self) -> bool:
        return self.follow.is_shown

    @property
    def is_muted(self) -> bool:
        return self.follow.is_muted

    @property
    def label(self) -> str:
        """What its box is called."""
        if not self.is_seen:
            return gettext("Select what you can no longer see")
        return gettext("Select %(name)s") % {"name": set_apart(self.name)}

    @property
    def title_address(self) -> str:
        """Where there is something new its name leads to that."""
        return self.new_address if self.new else self.address

    @property
    def how_often(self) -> str:
        return next((label for _value, label, is_chosen in self.choices if is_chosen), "")

    @property
    def is_seen(self) -> bool:
        return bool(self.address)

    @property
    def new_words(self) -> str:
        if self.kind == "topic":
            words = ngettext("%(shown)s new post", "%(shown)s new posts", self.new)
        else:
            words = ngettext("%(shown)s new topic", "%(shown)s new topics", self.new)
        return words % {"shown": number_in_words(self.new)}


def sections_of(rows: Sequence[FollowRow]) -> list[tuple[Promise | str, list[SafeString]]]:
    """The rows under their headings; under none where nothing is new."""
    new = [shown_row(row) for row in rows if row.new]
    rest = [shown_row(row) for row in rows if not row.new]
    if not new:
        return [("", rest)]
    return [(_("New"), new), (_("Nothing new"), rest)] if rest else [(_("New"), new)]


def rows_of(member: User, follows: Sequence[Follow]) -> list[FollowRow]:
    ids: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for follow in follows:
        ids[follow.kind].append(follow.thing_id)
    things = {kind: visible_things(member, kind, ids[kind]) for kind in KINDS}
    posts, topics = new_posts(member, things["topic"]), new_topics(member, follows)
    return [row_of(follow, things, posts, topics) for follow in follows]


def visible_things(member: User, kind: str, ids: Sequence[int]) -> dict[int, Any]:
    if not ids:
        return {}
    if kind == "topic":
        topics = {pk: topic for pk, topic in kept_topics(ids).items() if not topic.is_conversation}
        return {pk: topic for pk, topic in topics.items() if can_follow(member, topic)}
    if kind == "board":
        seen = tree_for(member).boards
        return {pk: seen[pk] for pk in ids if pk in seen}
    if kind == "person":
        return {pk: other for pk, other in members_by_number(ids).items() if other.closed_at is None}
    return {tag.pk: tag for tag in visible_followables(member, kind, ids)}


def new_posts(member: User, topics: dict[int, Topic]) -> dict[int, int]:
    """Return the number of unread posts by topic, as every list of topics counts them."""
    return {pk: unread.count for pk, unread in unread_counts(member, topics.values()).items()}


def row_of(
    follow: Follow, things: dict[str, dict[int, Any]], posts: dict[int, int], topics: dict[int, int]
) -> FollowRow:
    kind = follow.kind
    thing = things[kind].get(follow.thing_id)
    choices = choices_of(kind, follow.choice, get_language() or "")
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


@lru_cache
def choices_of(kind: str, chosen: str, _language: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple((choice, str(choice_label(choice, kind)), choice == chosen) for choice in choices_for(kind))


class RowFacts(NamedTuple):
    """What a row shows that others show as well, with places for what is its own."""

    new: bool
    kind: str
    is_seen: bool
    board: str
    choices: tuple[tuple[str, str, bool], ...]
    how_often: str
    is_active: bool
    is_shown: bool
    is_muted: bool
    pk: str = PK
    label: str = LABEL
    name: str = NAME
    title_address: str = ADDRESS
    new_address: str = NEW_ADDRESS
    new_words: str = NEW_WORDS


def shown_row(row: FollowRow) -> SafeString:
    facts = RowFacts(
        bool(row.new),
        row.kind,
        row.is_seen,
        BOARD if row.board else "",
        row.choices,
        row.how_often,
        row.is_active,
        row.is_shown,
        row.is_muted,
    )
    filled = {
        PK: str(row.pk),
        LABEL: row.label,
        NAME: row.name,
        ADDRESS: row.title_address,
        BOARD: row.board,
        NEW_ADDRESS: row.new_address if row.new else "",
        NEW_WORDS: row.new_words if row.new else "",
    }
    return kept_part("my_follows/_row.html", {"row": facts}, filled)
