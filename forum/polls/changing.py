"""Changing a poll that is there: its question, its end and its options. What it said before is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import limits
from forum.boards.models import read_permissions
from forum.markup.unicode_text import set_apart
from forum.polls import rules
from forum.polls.models import MOST_OPTIONS, Ballot, Poll, PollOption, PollRevision, Vote
from forum.posts.models import Post
from forum.posts.publishing import lock_author
from forum.posts.storing import call_writers
from forum.refusals import NotAllowed, Refusal
from forum.topics import rules as topic_rules


class ChangedMeanwhile(Refusal):
    code = "changed"
    sentence = _("This poll was changed meanwhile. Check what it says now, then save again.")


class HasVotes(Refusal):
    """An option is to be altered or removed for which somebody has voted, or may have; see `rules.can_alter`."""

    status = 422
    code = "has_votes"

    def __init__(self, option: PollOption) -> None:
        words = _("People have voted. Only a moderator can change or remove “%(option)s”.")
        super().__init__(str(words % {"option": set_apart(option.text)}))


class IsAnswered(Refusal):
    """The question is to be changed, which somebody has answered with a vote."""

    status = 422
    code = "has_votes"
    sentence = _("People have voted. Only a moderator can change the question.")


class TooManyOptions(Refusal):
    status = 422
    code = "too_many_options"
    sentence = _("Somebody added options meanwhile. There are too many now.")


@dataclass(frozen=True)
class PollChange:
    """What a poll is to say. Options that are not among those that stay are removed."""

    question: str
    ends_at: datetime | None
    staying: Mapping[int, str]  # the text of each, by the option's id
    added: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class ChangedPoll:
    poll: Poll
    # Whether it took a moderator: another's poll, one that had ended, or what people have voted for.
    is_moderated: bool


def change(by: User, poll: Poll, wanted: PollChange, *, base: int) -> ChangedPoll | None:
    """Make the poll say this; return None if it says so already.

    `base` is the revision the change began with: raise ChangedMeanwhile where there is a later one; IsAnswered or
    HasVotes if votes stand in the way of somebody who is no moderator; NotAllowed if they may not change it at all.
    """
    limits.enforce("edit", by.pk)
    with transaction.atomic():
        lock_author(by)
        # The post before its poll: its words are indexed with the poll's, and whoever edits it waits.
        post = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("topic")
        first = post.get(topic=poll.topic_id, number=1)
        poll = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        poll.topic = first.topic
        permissions = read_permissions(by)
        if not rules.can_change(permissions, poll) or first.is_removed:
            raise NotAllowed
        if poll.revision != base:
            raise ChangedMeanwhile
        options = list(poll.options.all())
        if is_as_wanted(poll, options, wanted):
            return None
        moderates = topic_rules.can_moderate(permissions, first.topic)
        is_answered = wanted.question != poll.question and not rules.can_ask_otherwise(poll)
        if is_answered and not moderates:
            raise IsAnswered
        altered = [option for option in options if not stays(option, wanted)]
        voted = [option for option in altered if not rules.can_alter(poll, option)]
        if voted and not moderates:
            raise HasVotes(voted[0])
        is_moderated = is_answered or bool(voted) or poll.has_ended or poll.topic.author_id != by.pk
        _keep_revision(by, poll, options)
        _write_options(poll, options, wanted)
        _save(poll, wanted)
        call_writers([first])
        return ChangedPoll(poll, is_moderated)


def stays(option: PollOption, wanted: PollChange) -> bool:
    return wanted.staying.get(option.pk) == option.text


def is_as_wanted(poll: Poll, options: Sequence[PollOption], wanted: PollChange) -> bool:
    is_same = (poll.question, poll.ends_at) == (wanted.question, wanted.ends_at)
    return is_same and not wanted.added and all(stays(option, wanted) for option in options)


def _keep_revision(by: User, poll: Poll, options: Sequence[PollOption]) -> None:
    PollRevision.objects.create(
        poll=poll,
        number=poll.revision,
        question=poll.question,
        ends_at=poll.ends_at,
        options=[option.text for option in options],
        changed_by=by,
    )


def _write_options(poll: Poll, options: Sequence[PollOption], wanted: PollChange) -> None:
    removed = [option.pk for option in options if option.pk not in wanted.staying]
    if len(options) - len(removed) + len(wanted.added) > MOST_OPTIONS:
        raise TooManyOptions
    Vote.objects.filter(option__in=removed).delete()
    PollOption.objects.filter(poll=poll, pk__in=removed).delete()
    # Whoever chose nothing else has not voted any more.
    Ballot.objects.filter(poll=poll, votes=None).delete()
    for option in options:
        text = wanted.staying.get(option.pk, option.text)
        if text != option.text:
            PollOption.objects.filter(pk=option.pk).update(text=text, revision=poll.revision + 1)
    last = max((option.position for option in options), default=0)
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text, revision=poll.revision + 1)
        for position, text in enumerate(wanted.added, start=last + 1)
    )


def _save(poll: Poll, wanted: PollChange) -> None:
    poll.change(
        question=wanted.question,
        ends_at=wanted.ends_at,
        most_choices=min(poll.most_choices, poll.options.count()),
        voter_count=poll.ballots.count(),
        revision=poll.revision + 1,
        changed_at=timezone.now(),
    )
