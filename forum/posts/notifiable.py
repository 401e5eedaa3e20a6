"""Which posts a member may be told of, as conditions on posts."""

from django.db.models import Q

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Permissions
from forum.follows import selection
from forum.topics import participants
from forum.topics.rules import is_allowed


def is_notifiable_to(member: Asker, at: str = "") -> Q:
    """What `notifiable_to` asks, of posts to which the path `at` leads from the rows of a query."""
    permissions = permissions_of(member)
    return is_allowed(permissions, "see", f"{at}topic__") & _stands_unmuted(permissions, at)


def is_readably_notifiable_to(member: Asker, at: str = "") -> Q:
    """The same, or what is said in conversations in which the member takes part."""
    permissions = permissions_of(member)
    sees = is_allowed(permissions, "see", f"{at}topic__") | participants.sees_in_conversation(permissions, at)
    return sees & _stands_unmuted(permissions, at)


def _stands_unmuted(permissions: Permissions, at: str) -> Q:
    not_removed = Q(**{f"{at}removed_at": None, f"{at}topic__removed_at": None})
    return not_removed & selection.is_unmuted_post_of_another(permissions.reader, at)
