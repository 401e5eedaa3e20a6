"""Conversations of the moderators of a board with one member."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board, permissions_of, read_grants, read_permissions
from forum.boards.permission_locks import lock_permissions_shared
from forum.boards.permissions import Asker
from forum.conversations import rules, taking_part
from forum.conversations.models import TeamConversation
from forum.follows.following import lock_members
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.publishing import Submission
from forum.posts.sent_again import find_by_key, moved_since
from forum.posts.team_messages import team_account
from forum.refusals import NotAllowed
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.participants import Participant


def start(
    submission: Submission,
    board: Board,
    member: User,
    *,
    as_team: bool,
    then: Callable[[Post], None] | None = None,
    **about: Any,
) -> Post:
    """Write to a member for the moderators of the board, who all see it; return the first message.

    `as_team` says that it does not tell who wrote it; `then` is called with the message in the same transaction;
    `about` are the columns of TeamConversation that say about what. The limits of new members and of messages do not
    count. Raise NotAllowed if they do not moderate the board, or the
    member can’t be written to; what `publishing.lock_writer` raises; KeyReused or MovedSince; or what a check raises.
    """
    author = submission.author
    submission = replace(submission, in_name_of=team_account() if as_team else None, follow=True)
    topic = Topic(board=None, moderators_of=board, author=submission.shown_author, title=submission.title)
    publishing.look_over(submission, topic)
    with transaction.atomic():
        lock_members({author.pk, member.pk})
        publishing.lock_writer(author)
        if existing_post := find_by_key(submission.shown_author, submission.key, submission.text.source):
            is_there = existing_post.is_first and existing_post.topic.moderators_of_id == board.pk
            return existing_post if is_there else moved_since(existing_post)
        lock_permissions_shared()
        member = User.objects.get(pk=member.pk)
        if not rules.can_write_as_team(read_permissions(author), board.pk, member):
            raise NotAllowed
        if submission.when_stored:
            submission.when_stored()
        message = publishing.publish(topic, submission)
        taking_part.join(topic, member, submission.shown_author, 1, message.created_at)
        TeamConversation.objects.create(topic=topic, member=member, **about)
        if then:
            then(message)
        return message


def lock_conversations(board_id: int) -> None:
    """Topics before permissions, as whoever writes in one locks them. For whoever is about to delete the board."""
    list(
        Topic.objects.select_for_update(no_key=True)
        .filter(moderators_of=board_id)
        .order_by("pk")
        .values("pk")
    )


def hand_over(board: Board) -> None:
    """Before the board is deleted, give its conversations to the board around it that the same groups moderate.

    Nobody else is to read what a member wrote to these moderators: where there is no such board, the conversations are
    closed, and their members keep them.
    """
    topics = Topic.objects.filter(moderators_of=board)
    if above := read_grants().board_above_with_same_moderators(board.pk):
        topics.update(moderators_of=above)
    else:
        topics.filter(locked_at=None).update(locked_at=timezone.now())


def conversations_of_team(asker: Asker) -> TopicQuerySet:
    """Those that belong to the moderators of the boards that the reader moderates, but for those about themself."""
    permissions = permissions_of(asker)
    boards = permissions.boards("moderate")
    own = Participant.objects.filter(topic=OuterRef("pk"), member=permissions.reader.pk)
    return Topic.objects.filter(~Exists(own), moderators_of__in=boards, removed_at=None)


def unanswered(topics: TopicQuerySet) -> TopicQuerySet:
    """Those in which the member has the last word, and that nobody has closed."""
    return topics.filter(_is_unanswered())


def unanswered_first(topics: TopicQuerySet) -> TopicQuerySet:
    return topics.annotate(is_unanswered=_is_unanswered()).order_by("-is_unanswered", "-last_post_at", "-pk")


def _is_unanswered() -> Q:
    theirs = Participant.objects.filter(topic=OuterRef("pk"), member=OuterRef("last_poster"))
    return Q(Exists(theirs), locked_at=None)


def conversations_with(member: User) -> TopicQuerySet:
    """Those that moderators have begun with the member."""
    return Topic.objects.filter(team_conversation__member=member, removed_at=None)


def started_about(asker: Asker, **about: Any) -> list[Topic]:
    """The conversations that moderators of the reader’s boards have begun about it."""
    rows = TeamConversation.objects.filter(**about).values("topic")
    return list(conversations_of_team(asker).filter(pk__in=rows).order_by("pk"))


def first_about(topics: TopicQuerySet, column: str, ids: Collection[int]) -> dict[int, Topic]:
    """The first of the conversations about each of these, which `column` names, by their numbers; in one query."""
    if not ids:
        return {}
    rows = TeamConversation.objects.filter(**{f"{column}__in": ids}, topic__in=topics)
    newest_first = sorted(rows.select_related("topic"), key=lambda row: row.pk, reverse=True)
    return {getattr(row, f"{column}_id"): row.topic for row in newest_first}
