"""What a member follows of a board with those below it, and of tags: `/following/?board=tools&tag=bicycles`."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from forum.boards.models import permissions_of
from forum.follows.models import Follow
from forum.pages.requests import ForumRequest
from forum.pages.topic_lists.filter import ListFilter, board_in_query
from forum.pages.topics.sorting import Sorting, tags_in_query
from forum.topics.filtering import filtered
from forum.topics.models import Topic


def sorting_of(request: ForumRequest, kind: str) -> Sorting:
    """The filter that the query asks for, among follows of this kind; these are always in one order."""
    choice = ("kind", kind) if kind else None
    return Sorting(
        reverse("my-follows"), tags=tags_in_query(request), board=board_in_query(request), choice=choice
    )


def of_filter(follows: QuerySet[Follow], member: User, wanted: ListFilter) -> QuerySet[Follow]:
    """Those of topics that the lists of topics would show with this filter, and of the board or tag that it names.

    The boards below that board are among them. Members have neither, and a board has no tags.
    """
    if not (wanted.board or wanted.tags):
        return follows
    topics = filtered(Topic.objects.all(), permissions_of(member), wanted.wanted)
    belongs = Q(Exists(topics.filter(pk=OuterRef("topic"))))
    if not wanted.tags:
        belongs |= Q(board__in=wanted.boards)
    elif not wanted.board and len(wanted.tags) == 1:
        belongs |= Q(tag=wanted.tags[0])
    return follows.filter(belongs)
