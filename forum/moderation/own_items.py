"""What is about a moderator themselves: somebody else decides, where there is anybody; who wrote it is not asked."""

from typing import Any, TypeVar

from django.db.models import Exists, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.moderation.other_moderators import administrators, has_other_moderator
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

Row = TypeVar("Row", bound=Model)
Thing = Post | Topic | User


class AboutYourself(Refusal):
    code = "about_yourself"
    status = 409
    sentence = _("This is about you. Another moderator decides about it.")


def is_about(member_id: int, at: str = "") -> Q:
    """Of rows that name a post, a topic or a member; `at` is the way to those columns."""
    about: dict[str, Any] = {"post__author": member_id, "topic__author": member_id, "member": member_id}
    return Q(*((f"{at}{column}", value) for column, value in about.items()), _connector=Q.OR)


def without_own(rows: QuerySet[Row], reader: Reader, at: str = "") -> QuerySet[Row]:
    """The rows without those about the reader, where another administrator decides about them.

    By no query of its own, as the count in the header is one. The only administrator has them in the queue, and is
    refused while there is a moderator who can decide.
    """
    if not reader.is_authenticated:
        return rows
    others = administrators().exclude(pk=reader.pk)
    return rows.exclude(is_about(reader.pk, at) & Q(Exists(others)))


def author_of(thing: Thing) -> User:
    return thing if isinstance(thing, User) else thing.author


def is_for_another(by: Reader, thing: Thing) -> bool:
    """Whether it is about them, and somebody else can decide."""
    if author_of(thing).pk != by.pk:
        return False
    topic = thing.topic if isinstance(thing, Post) else thing
    board = topic.board_id if isinstance(topic, Topic) else None
    return has_other_moderator([author_of(thing).pk], board)


def refuse_own(by: User, thing: Thing) -> None:
    """Raise AboutYourself if it is about them, and somebody else can decide."""
    if is_for_another(by, thing):
        raise AboutYourself
