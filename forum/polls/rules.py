"""Who may make, vote in and end a poll, and who is shown its results."""

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.polls.models import Poll, PollOption
from forum.site.models import SiteSettings
from forum.site.writing_rules import HistoryReaders
from forum.topics import rules as topic_rules
from forum.topics.models import Topic
from forum.topics.rules import may


def can_make(asker: Asker, place: Board | Topic) -> bool:
    return may(asker, "poll", place)


def can_vote(asker: Asker, poll: Poll) -> bool:
    """Whoever may reply there votes, until the poll ends: locking a topic ends what is said, not what is asked."""
    return not (poll.has_ended or poll.topic.is_removed) and may(asker, "reply", poll.topic)


def can_end(asker: Asker, poll: Poll) -> bool:
    """Whoever started the topic ends their poll, and moderators do."""
    permissions = permissions_of(asker)
    if poll.has_ended or poll.topic.is_removed:
        return False
    is_own = poll.topic.author_id == permissions.reader.pk and may(permissions, "reply", poll.topic)
    return is_own or topic_rules.can_moderate(permissions, poll.topic)


def can_change(asker: Asker, poll: Poll) -> bool:
    """Whoever started the topic changes their poll while it runs and they can write there; moderators change any."""
    permissions = permissions_of(asker)
    if poll.topic.is_removed:
        return False
    is_own = poll.topic.author_id == permissions.reader.pk and topic_rules.can_reply(permissions, poll.topic)
    return (is_own and not poll.has_ended) or topic_rules.can_moderate(permissions, poll.topic)


def can_alter(poll: Poll, option: PollOption) -> bool:
    """Whether somebody who is no moderator may change its text, or remove it: as long as nobody voted for it.

    Where results are hidden, as long as nobody voted at all: this must not tell which options have votes.
    """
    return poll.voter_count == 0 or (option.vote_count == 0 and poll.results == Poll.Results.ALWAYS)


def can_ask_otherwise(poll: Poll) -> bool:
    """Whether somebody who is no moderator may change the question: nobody has answered it yet."""
    return poll.voter_count == 0


def can_see_changes(asker: Asker, poll: Poll, site: SiteSettings) -> bool:
    """Whoever may see earlier versions of the post, which has the poll, sees those of the poll."""
    permissions = permissions_of(asker)
    if not permissions.reader.is_authenticated:
        return False
    is_own = poll.topic.author_id == permissions.reader.pk
    is_for_all = site.history_readers == HistoryReaders.MEMBERS
    return is_own or is_for_all or topic_rules.can_moderate(permissions, poll.topic)


def shows_results(poll: Poll, *, has_voted: bool) -> bool:
    """Nobody is excepted: whoever made the poll does not see how it stands before others do."""
    if poll.results == Poll.Results.ALWAYS or poll.has_ended:
        return True
    return has_voted and poll.results == Poll.Results.AFTER_VOTING
