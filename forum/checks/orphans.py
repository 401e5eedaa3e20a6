"""I4: nothing points to what is not there, or to what is another's."""

from collections.abc import Iterator, Mapping

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.reserved_names import TEAM
from forum.boards.models import Board
from forum.bookmarks.models import Bookmark
from forum.checks.faults import Fault, fault_if_any
from forum.conversations.models import TeamConversation
from forum.drafts.models import Draft
from forum.follows.models import Follow
from forum.importing.models import Import, OldAddress
from forum.posts.models import Post, Solution
from forum.posts.team_messages import TeamMessage
from forum.reactions.models import Reaction
from forum.topics.models import Topic
from forum.topics.participants import Participant

IMPORTED: dict[str, type[Model]] = {"board": Board, "member": get_user_model(), "topic": Topic, "post": Post}


def faults() -> Iterator[Fault]:
    first = Post.objects.filter(topic=OuterRef("pk"), number=1)
    yield from fault_if_any(
        Topic.objects.filter(~Exists(first), merged_at=None),
        "topic.first_post",
        _("topics without a first post"),
    )
    strays = Post.objects.exclude(reply_to=None).exclude(reply_to__topic=F("topic"))
    yield from fault_if_any(strays, "post.reply_to", _("replies to a post of another topic"))
    misplaced = OldAddress.objects.exclude(post=None).exclude(post__topic=F("topic"))
    yield from fault_if_any(misplaced, "old_address.post", _("old addresses whose post is in another topic"))
    yield from fault_if_any(
        Solution.objects.exclude(post__topic=F("topic")),
        "solution.post",
        _("solutions that are in another topic"),
    )
    leftover = Follow.objects.exclude(member__closed_at=None)
    yield from fault_if_any(leftover, "follow.member", _("follows of members who have left"))
    followed = Follow.objects.exclude(person__closed_at=None)
    yield from fault_if_any(followed, "follow.person", _("follows of members who have left, by others"))
    given = Reaction.objects.exclude(member__closed_at=None)
    yield from fault_if_any(given, "reaction.member", _("reactions of members who have left"))
    kept = Bookmark.objects.exclude(member__closed_at=None)
    yield from fault_if_any(kept, "bookmark.member", _("bookmarks of members who have left"))
    yield from fault_if_any(
        Reaction.objects.filter(emoji=""), "reaction.emoji", _("reactions that say nothing")
    )
    drafts = Draft.objects.exclude(member__closed_at=None)
    yield from fault_if_any(drafts, "draft.member", _("drafts of members who have left"))
    yield from _conversations()
    yield from _conversations_of_moderators()
    yield from _boards_in_a_ring()
    yield from _imports_of_nothing()


def _conversations() -> Iterator[Fault]:
    parts = Participant.objects.filter(topic=OuterRef("pk"))
    yield from fault_if_any(
        Topic.objects.filter(~Exists(parts), board=None),
        "topic.board",
        _("topics that are on no board and in which nobody takes part"),
    )
    yield from fault_if_any(
        Participant.objects.exclude(topic__board=None),
        "participant.topic",
        _("people who take part in a topic on a board"),
    )
    beyond = Participant.objects.filter(from_number__gt=F("topic__last_number") + 1)
    yield from fault_if_any(
        beyond, "participant.from_number", _("people who take part from a post on that will not be the next")
    )


def _conversations_of_moderators() -> Iterator[Fault]:
    teams = Q(post__author__username=TEAM, post__topic__board=None)
    has_member = Exists(TeamConversation.objects.filter(topic=OuterRef("post__topic")))
    yield from fault_if_any(
        TeamMessage.objects.exclude(teams & Q(has_member)),
        "team_message.post",
        _("messages of moderators that are not the team’s, or in no conversation of theirs"),
    )
    known = TeamMessage.objects.filter(post=OuterRef("pk"))
    yield from fault_if_any(
        Post.objects.filter(~Exists(known), author__username=TEAM, erased_at=None),
        "post.team_message",
        _("messages of moderators of which nothing says who wrote them"),
    )
    there = TeamConversation.objects.filter(topic=OuterRef("pk"))
    yield from fault_if_any(
        Topic.objects.filter(~Exists(there), moderators_of__isnull=False),
        "topic.moderators_of",
        _("conversations of moderators with no member"),
    )
    own = Participant.objects.present().filter(topic=OuterRef("topic"), member=OuterRef("member"))
    yield from fault_if_any(
        TeamConversation.objects.filter(~Exists(own)),
        "team_conversation.member",
        _("conversations of moderators in which their member takes no part"),
    )


def _boards_in_a_ring() -> Iterator[Fault]:
    above = dict(Board.objects.order_by().values_list("pk", "parent_id"))
    rings = tuple(sorted(board for board in above if _returns(board, above)))
    if rings:
        yield Fault("board.parent", _("boards that are below themselves"), len(rings), rings)


def _returns(board: int, above: Mapping[int, int | None]) -> bool:
    up, seen = above[board], set()
    while up is not None and up not in seen:
        if up == board:
            return True
        seen.add(up)
        up = above.get(up)
    return False


def _imports_of_nothing() -> Iterator[Fault]:
    for kind, model in IMPORTED.items():
        there = model._default_manager.filter(pk=OuterRef("local_id"))
        gone = Import.objects.filter(~Exists(there), kind=kind)
        yield from fault_if_any(gone, f"import.{kind}", _("imported rows that are gone: %s") % kind)
