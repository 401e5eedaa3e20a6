"""A poll as one reader sees it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

from accounts.models import Reader
from forum.polls import rules
from forum.polls.models import Poll, PollOption, Vote
from forum.site.models import SiteSettings
from forum.topics.models import Topic


@dataclass(frozen=True)
class OptionRow:
    pk: int
    text: str
    vote_count: int
    percent: int  # of those who voted
    is_mine: bool


@dataclass(frozen=True)
class RefusedVote:
    why: str
    choices: Collection[int]  # they stay chosen


@dataclass
class PollRow:
    """Its form sends the one whose id is `box` along, so that what has been typed there is kept."""

    poll: Poll
    reader: Reader
    options: list[OptionRow]
    here: str = ""  # the page to which voting leads back
    box: str = ""
    refused: RefusedVote | None = None
    asks_to_end: bool = False  # whether it asks if it is to end, in place of its buttons
    message: str = ""  # what a script tells those who cannot see the change

    @property
    def has_voted(self) -> bool:
        return any(option.is_mine for option in self.options)

    @property
    def chosen(self) -> Collection[int]:
        """What is chosen in the form: what was sent, or else what the reader voted for."""
        return (
            self.refused.choices if self.refused else [option.pk for option in self.options if option.is_mine]
        )

    @cached_property
    def can_vote(self) -> bool:
        may_choose = not (self.has_voted and self.poll.is_final)
        return may_choose and rules.can_vote(self.reader, self.poll)

    @property
    def can_withdraw(self) -> bool:
        return self.can_vote and self.has_voted

    @cached_property
    def can_end(self) -> bool:
        return rules.can_end(self.reader, self.poll)

    @cached_property
    def can_change(self) -> bool:
        return rules.can_change(self.reader, self.poll)

    @cached_property
    def sees_changes(self) -> bool:
        return rules.can_see_changes(self.reader, self.poll, SiteSettings.current())

    @property
    def shows_results(self) -> bool:
        return rules.shows_results(self.poll, has_voted=self.has_voted)

    @property
    def names_voters(self) -> bool:
        """Whether the page with the voters is there for this reader."""
        return not self.poll.is_secret and self.shows_results and self.reader.is_authenticated


def poll_of(topic: Topic) -> Poll | None:
    """The topic's poll, without a query if it was read with the topic."""
    poll: Poll | None = getattr(topic, "poll", None)
    if poll is not None:
        poll.topic = topic
    return poll


def poll_row(reader: Reader, topic: Topic, here: str = "", box: str = "") -> PollRow | None:
    """The poll of a topic that was read with it, in one query; None if there is none."""
    poll = poll_of(topic)
    return PollRow(poll, reader, _options(poll, reader), here, box) if poll else None


def _options(poll: Poll, reader: Reader) -> list[OptionRow]:
    options = PollOption.objects.filter(poll=poll).order_by("position")
    if reader.is_authenticated:
        mine = Vote.objects.filter(option=OuterRef("pk"), ballot__member=reader.pk)
        options = options.annotate(is_mine=Exists(mine))
    return [
        OptionRow(
            option.pk,
            option.text,
            option.vote_count,
            # The options may have been read a moment after the number of voters.
            min(round(100 * option.vote_count / poll.voter_count), 100) if poll.voter_count else 0,
            getattr(option, "is_mine", False),
        )
        for option in options
    ]
