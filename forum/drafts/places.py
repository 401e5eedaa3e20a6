"""Where a draft belongs: a reply, a new topic on a board or on one chosen in the form, a new conversation, an edit.

A conversation that is begun from a member has a place of its own: what was written for another is not found there.
What is further up has places of its own, see `add_kind`.
"""

from collections.abc import Callable
from typing import NamedTuple

from accounts.models import User
from forum.boards.models import Board
from forum.legal_holds.models import LegalHold
from forum.posts import rules
from forum.posts.models import Post
from forum.topics.models import Topic

START = "start"
CONVERSATION = "conversation"  # to be started

_added: dict[str, Callable[[User, int], bool]] = {}


def add_kind(kind: str, is_there: Callable[[User, int], bool]) -> None:
    """Have drafts in places named as in "kind:12"; `is_there` says whether a member may write in one."""
    if kind in _added:
        raise ValueError(f"{kind} is a kind of place already.")
    _added[kind] = is_there


def for_reply(topic: Topic) -> str:
    return f"topic:{topic.pk}"


def for_new_topic(board: Board | None) -> str:
    return f"board:{board.pk}" if board else START


def for_conversation(member: User | None) -> str:
    return f"{CONVERSATION}:{member.pk}" if member else CONVERSATION


def for_edit(post: Post) -> str:
    return f"edit:{post.pk}"


class PlaceName(NamedTuple):
    """The parts of a place's name."""

    kind: str
    id: int


def parsed(name: str) -> PlaceName | None:
    """Return the parts of a name, or None if it names no kind of place."""
    if name in (START, CONVERSATION):
        return PlaceName(name, 0)
    kind, _colon, digits = name.partition(":")
    known = "topic", "board", "edit", CONVERSATION, *_added
    if kind not in known or not (digits.isascii() and digits.isdecimal()):
        return None
    # One name for one place: with a zero before it, there could be two drafts of it.
    return PlaceName(kind, int(digits)) if digits[0] != "0" and len(digits) < 19 else None


def is_there(member: User, name: str) -> bool:
    """Whether the member sees the place, and may read the post that an edit is of."""
    place = parsed(name)
    if place is None:
        return False
    if place.kind == "topic":
        return Topic.objects.readable_by(member).filter(pk=place.id).exists()
    if place.kind == "board":
        return Board.objects.visible_to(member).filter(pk=place.id).exists()
    if place.kind == CONVERSATION and place.id:
        return User.objects.filter(pk=place.id, closed_at=None).exists()
    if place.kind == "edit":
        post = Post.objects.readable_by(member).select_related("topic").filter(pk=place.id).first()
        return post is not None and rules.can_read(member, post)
    return place.kind not in _added or _added[place.kind](member, place.id)


def held() -> list[str]:
    """Return the places in topics and posts that are under a legal hold."""
    active = LegalHold.objects.active().values_list("topic", "post")
    return [f"topic:{topic}" if topic else f"edit:{post}" for topic, post in active if topic or post]


def original_of(name: str) -> tuple[str, str] | None:
    """Return the title and text that an edit began with, as they are now; None where there was none.

    The caller knows that the member may read the post.
    """
    place = parsed(name)
    if place is None or place.kind != "edit":
        return None
    return Post.objects.filter(pk=place.id).values_list("topic__title", "source").first()
