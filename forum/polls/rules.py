"""Who may make, vote in and end a poll, and who is shown its results."""

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.polls.models import Poll
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


def shows_results(poll: Poll, *, has_voted: bool) -> bool:
    """Nobody is excepted: whoever made the poll does not see how it stands before others do."""
    if poll.results == Poll.Results.ALWAYS or poll.has_ended:
        return True
    return has_voted and poll.results == Poll.Results.AFTER_VOTING
