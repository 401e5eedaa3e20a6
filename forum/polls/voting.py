"""Voting, changing and withdrawing a vote, and ending a poll. Each is one transaction under the lock of the poll."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum import limits
from forum.boards.models import read_permissions
from forum.polls import rules
from forum.polls.changing import ChangedMeanwhile
from forum.polls.models import Ballot, Poll, PollOption, PollRevision, Vote
from forum.posts.publishing import lock_author
from forum.refusals import NotAllowed, Refusal


class HasEnded(Refusal):
    code = "ended"
    sentence = _("This poll has ended.")


class IsFinal(Refusal):
    code = "final"
    sentence = _("You already voted. Votes in this poll can’t be changed.")


class WrongChoice(Refusal):
    status = 422
    code = "choice"
    sentence = _("Choose an option first.")


def vote(member: User, poll: Poll, choices: Collection[int], *, seen: int | None = None) -> None:
    """Vote for these options, instead of what the member voted for before. The same again changes nothing.

    `seen` is the revision of the poll that the member was shown, the present one if not given: raise ChangedMeanwhile
    if it asked something else, or these options said something else. Raise HasEnded, IsFinal, WrongChoice, or
    NotAllowed if the member may not vote there.
    """
    limits.enforce("vote", member.pk)
    with transaction.atomic():
        poll = _lock(member, poll)
        if seen is not None and seen < poll.revision:
            _check_words(poll, choices, seen)
        chosen = _judged(poll, choices)
        ballot = Ballot.objects.filter(poll=poll, member=member).first()
        before = _options_of(ballot)
        if chosen == before:
            return
        if ballot and poll.is_final:
            raise IsFinal
        is_new = ballot is None
        ballot = ballot or Ballot.objects.create(poll=poll, member=member)
        ballot.votes.exclude(option__in=chosen).delete()
        Vote.objects.bulk_create(Vote(ballot=ballot, option_id=option) for option in sorted(chosen - before))
        _count(poll, chosen - before, +1)
        _count(poll, before - chosen, -1)
        poll.change(voter_count=F("voter_count") + int(is_new))


def withdraw(member: User, poll: Poll) -> None:
    """Take the member's vote back, if there is one. Raise HasEnded, IsFinal or NotAllowed."""
    limits.enforce("vote", member.pk)
    with transaction.atomic():
        poll = _lock(member, poll)
        ballot = Ballot.objects.filter(poll=poll, member=member).first()
        if ballot is None:
            return
        if poll.is_final:
            raise IsFinal
        _count(poll, _options_of(ballot), -1)
        ballot.delete()
        poll.change(voter_count=F("voter_count") - 1)


@transaction.atomic
def end(by: User, poll: Poll) -> None:
    """Let nobody vote any more. Raise HasEnded or NotAllowed."""
    poll = _locked(poll)
    if poll.has_ended:
        raise HasEnded
    if not rules.can_end(read_permissions(by), poll):
        raise NotAllowed
    poll.change(ends_at=timezone.now())


def forget_voter(member: User) -> None:
    """Keep the votes of an account that is closed, and not whose they were."""
    Ballot.objects.filter(member=member).update(member=None)


def _lock(member: User, poll: Poll) -> Poll:
    # The member first, as everywhere: who closes their account meanwhile leaves no vote with their name behind.
    lock_author(member)
    poll = _locked(poll)
    if poll.has_ended:
        raise HasEnded
    if not rules.can_vote(read_permissions(member), poll):
        raise NotAllowed
    return poll


def _locked(poll: Poll) -> Poll:
    rows = Poll.objects.select_for_update(no_key=True, of=("self",)).select_related("topic")
    return rows.get(pk=poll.pk)


def _check_words(poll: Poll, choices: Collection[int], seen: int) -> None:
    """Nobody's vote counts for words that they have not seen. An option that was added changes nothing they saw."""
    asks_the_same = PollRevision.objects.filter(poll=poll, number=seen, question=poll.question).exists()
    options = poll.options.filter(pk__in=set(choices), revision__lte=seen)
    if not asks_the_same or options.count() < len(set(choices)):
        raise ChangedMeanwhile(_("This poll was changed meanwhile. Check what it says now, then vote again."))


def _judged(poll: Poll, choices: Collection[int]) -> set[int]:
    chosen = set(choices)
    if not chosen or chosen - set(poll.options.values_list("pk", flat=True)):
        raise WrongChoice
    if len(chosen) > poll.most_choices:
        most = ngettext_lazy(
            "Choose only %(most)d option.", "Choose up to %(most)d options.", poll.most_choices
        )
        raise WrongChoice(str(most % {"most": poll.most_choices}))
    return chosen


def _options_of(ballot: Ballot | None) -> set[int]:
    return set(ballot.votes.values_list("option", flat=True)) if ballot else set()


def _count(poll: Poll, options: Collection[int], by: int) -> None:
    if options:
        PollOption.objects.filter(poll=poll, pk__in=options).update(vote_count=F("vote_count") + by)
