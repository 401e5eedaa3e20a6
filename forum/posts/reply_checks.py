"""What other rooms ask before a reply is stored, under the locks of its author and its topic."""

from collections.abc import Callable

from forum.boards.permissions import Permissions
from forum.topics.models import Topic

ReplyCheck = Callable[[Permissions, Topic], None]

_checks: list[ReplyCheck] = []


def check_replies(check: ReplyCheck) -> None:
    """Call this with what the author of each reply may do, and its topic.

    It returns None to allow it, or raises a Refusal. Nobody else writes in the topic meanwhile, so it must be quick.
    What may take its time belongs to `publishing.check_before`.
    """
    if check in _checks:
        raise ValueError(f"{check} is registered already.")
    _checks.append(check)


def ask(permissions: Permissions, topic: Topic) -> None:
    for check in _checks:
        check(permissions, topic)
