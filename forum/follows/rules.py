"""What may be followed by whom."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.follows.models import Followable
from forum.topics.models import Tag, Topic
from forum.topics.rules import may


def can_follow(asker: Asker, thing: Followable) -> bool:
    """Members follow what they see and what can still go on."""
    permissions = permissions_of(asker)
    if not permissions.reader.is_authenticated:
        return False
    if isinstance(thing, Topic):
        return may(permissions, "see", thing) and not thing.is_removed
    if isinstance(thing, Board):
        return may(permissions, "see", thing)
    if isinstance(thing, Tag):
        return True
    return thing.pk != permissions.reader.pk and thing.closed_at is None


def visible_followables(asker: Asker, kind: str, ids: Iterable[int]) -> QuerySet[Any]:
    """Return those of these things that the asker may see."""
    if kind == "topic":
        return Topic.objects.readable_by(asker).filter(pk__in=ids)
    if kind == "board":
        return Board.objects.visible_to(asker).filter(pk__in=ids)
    if kind == "tag":
        return Tag.objects.filter(pk__in=ids)
    return User.objects.filter(pk__in=ids, closed_at=None)
