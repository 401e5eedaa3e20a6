"""Starting a conversation, and who takes part in it. Each is one transaction under the topic's lock, as sending is."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from forum import limits
from forum.boards.models import read_permissions
from forum.boards.permission_locks import lock_permissions_shared
from forum.conversations import rules
from forum.follows.following import follow_at, lock_members, unfollow
from forum.posts import publishing, writing_limits
from forum.posts.locking import lock_topic
from forum.posts.models import Post
from forum.posts.publishing import Submission
from forum.posts.repeated import refuse_repeated_conversation
from forum.posts.sent_again import find_by_key, moved_since
from forum.refusals import NotAllowed, Refusal
from forum.site.models import SiteSettings
from forum.topics import read_marks
from forum.topics.models import Topic
from forum.topics.participants import Participant

DAY = timedelta(days=1)


class CannotWriteTo(Refusal):
    """To one or more of the members it is for."""

    code = "cannot_write_to"
    status = 422


class TooManyConversations(Refusal):
    code = "too_many_conversations"
    status = 429


class CannotChange(Refusal):
    code = "conversation"
    full = _("This conversation has as many members as one can have.")
    is_in = _("They take part already.")
    gone = _("They take no part any more.")
    over = _("Nobody can be reached in this conversation any more.")


def not_begun(author: User, title: str = "") -> Topic:
    """The conversation that the author is about to start, for the rules: nothing is saved."""
    return Topic(board=None, author=author, title=title)


def start(submission: Submission, members: Collection[User]) -> Post:
    """Begin a conversation with these members; return its first message. The same form again answers the same.

    Raise KeyReused or MovedSince as `publishing.start` does; WritesToNobody, CannotWriteTo, TooManyConversations;
    Repeated; what `writing_limits` raises; or what a check raises.
    """
    author, site = submission.author, submission.settings
    topic = not_begun(author, submission.title)
    publishing.look_over(submission, topic)
    with transaction.atomic():
        lock_members({author.pk, *(each.pk for each in members)})
        member = publishing.lock_writer(author)
        if existing_post := find_by_key(author, submission.key, submission.text.source):
            is_there = existing_post.is_first and existing_post.topic.is_conversation
            return existing_post if is_there else moved_since(existing_post)
        lock_permissions_shared()
        permissions = read_permissions(author)
        if sentence := rules.why_not_start(permissions, site):
            raise rules.WritesToNobody(sentence)
        if sentences := rules.why_not_write_to(permissions, members):
            raise CannotWriteTo(" ".join(sentences))
        if not submission.is_repeat_meant:
            refuse_repeated_conversation(author, submission.title, submission.text.source)
        writing_limits.check_pace(member, site)
        writing_limits.check_new_member(member, submission.text, site)
        check_day(member, site)
        if submission.when_stored:
            submission.when_stored()
        post = publishing.publish(topic, submission)
        for each in [author, *members]:
            join(topic, each, author, 1, post.created_at)
        return post


def check_day(member: User, site: SiteSettings) -> None:
    """Raise TooManyConversations if they have started as many in a day as members may."""
    most = site.conversations_a_day
    if most is None or member.is_staff:
        return
    since = timezone.now() - DAY
    if Topic.objects.filter(board=None, author=member, created_at__gt=since).count() >= most:
        raise TooManyConversations(
            ngettext(
                "You can start %(count)d conversation in a day. Write in one of those you have, or tomorrow.",
                "You can start %(count)d conversations in a day. Write in one of those you have, or tomorrow.",
                most,
            )
            % {"count": most}
        )


@transaction.atomic
def add(by: User, topic: Topic, member: User, *, sees_all: bool) -> None:
    """Let a member take part, with what was said before, as far as `by` sees it, or without.

    Raise NotAllowed, CannotWriteTo or CannotChange.
    """
    topic = _locked(by, topic, member)
    if not rules.can_be_left(topic):
        raise NotAllowed
    present = Participant.objects.present().filter(topic=topic)
    if present.filter(member=member).exists():
        raise CannotChange(CannotChange.is_in)
    if present.filter(member__closed_at=None).count() >= rules.MOST:
        raise CannotChange(CannotChange.full)
    permissions = read_permissions(by)
    if rules.is_ended_by_ignoring(permissions, topic):
        # With a third it would go on, also for who wanted no more of it.
        raise CannotChange(CannotChange.over)
    # To add somebody is to write to them first.
    if sentence := rules.why_not_start(permissions, SiteSettings.current()):
        raise CannotWriteTo(sentence)
    if sentences := rules.why_not_write_to(permissions, [member]):
        raise CannotWriteTo(" ".join(sentences))
    limits.enforce("conversation-member", by.pk)
    from_number = present.get(member=by).from_number if sees_all else topic.last_number + 1
    join(topic, member, by, from_number, timezone.now())
    topic.touch()


@transaction.atomic
def remove(by: User, topic: Topic, member: User) -> None:
    """Raise NotAllowed or CannotChange."""
    topic = _locked(by, topic, member)
    if member.pk == by.pk or not rules.can_be_left(topic):
        raise NotAllowed
    if not _part(topic, member, removed_by=by):
        raise CannotChange(CannotChange.gone)


@transaction.atomic
def leave(member: User, topic: Topic) -> bool:
    """Take no part any more; what they wrote stays. Return False if they did not take part."""
    lock_members([member.pk])
    locked_topic = lock_topic(topic.pk)
    if locked_topic is not None and not rules.can_be_left(locked_topic):
        raise NotAllowed
    return locked_topic is not None and _part(locked_topic, member)


@transaction.atomic
def close(by: User, topic: Topic) -> bool:
    """Let nobody write any more; return False if that was so already."""
    topic = _locked(by, topic)
    if topic.is_locked:
        return False
    topic.lock(by)
    return True


@transaction.atomic
def reopen(by: User, topic: Topic) -> bool:
    topic = _locked(by, topic)
    if not topic.is_locked:
        return False
    topic.unlock()
    return True


def _locked(by: User, topic: Topic, *members: User) -> Topic:
    # Members before topics, as whoever posts locks them.
    lock_members({by.pk, *(member.pk for member in members)})
    locked_topic = lock_topic(topic.pk)
    lock_permissions_shared()
    if locked_topic is None or locked_topic.is_removed or not locked_topic.is_conversation:
        raise NotAllowed
    if not rules.looks_after(read_permissions(by), locked_topic):
        raise NotAllowed
    return locked_topic


def join(topic: Topic, member: User, by: User, from_number: int, at: datetime) -> None:
    values = {
        "from_number": from_number,
        "added_by": by,
        "joined_at": at,
        "left_at": None,
        "removed_by": None,
    }
    Participant.objects.update_or_create(topic=topic, member=member, defaults=values)
    if member.pk != by.pk:
        follow_at(member, topic, at)
    if from_number > 1:
        # What they do not see is not unread.
        read_marks.mark_read(member, topic, from_number - 1)


def _part(topic: Topic, member: User, *, removed_by: User | None = None) -> bool:
    rows = Participant.objects.present().filter(topic=topic, member=member)
    if not rows.update(left_at=timezone.now(), removed_by=removed_by):
        return False
    unfollow(member, topic)
    topic.touch()
    return True
