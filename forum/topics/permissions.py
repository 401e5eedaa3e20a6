"""Who may do what in a topic: the one place where a topic says whose it is. Today its board says so.

Should another kind of topic say so by itself, a private conversation by its participants, these three functions are
what learns of it: one reader and one topic, one reader and all topics, one topic and all readers.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from forum.boards.models import Board, permissions_of, read_grants
from forum.boards.permissions import Asker

if TYPE_CHECKING:
    from forum.topics.models import Topic


def may(asker: Asker, verb: str, thing: "Board | Topic") -> bool:
    """Whether somebody is allowed to do this there; whether the state of the thing lets them is for the rules."""
    board_id = thing.pk if isinstance(thing, Board) else thing.board_id
    return permissions_of(asker).allow(verb, board_id)


def is_allowed(asker: Asker, verb: str, at: str = "") -> Q:
    """The same as a condition on topics, to which the path `at` leads from the rows of a query."""
    return Q(**{f"{at}board__in": permissions_of(asker).boards(verb)})


def readers_of(topic: "Topic") -> Q:
    """Which members may read the topic, as a condition on members, in two queries for all of them."""
    return read_grants().readers_of(topic.board_id)
