"""Ready reasons: those that moderators give most, one tap each, beside their own words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class ReadyReason:
    """`withholds`: what is removed for it must not stay readable for its author either.

    `is_spam`: what is removed for it teaches the spam filter.
    """

    name: str
    words: str | Promise
    withholds: bool = False
    is_spam: bool = False


OFF_TOPIC = ReadyReason("off-topic", gettext_lazy("Off topic"))
SPAM = ReadyReason("spam", gettext_lazy("Spam"), is_spam=True)
RUDE = ReadyReason("rude", gettext_lazy("Offensive or rude"))
DUPLICATE = ReadyReason("duplicate", gettext_lazy("Duplicate"))
WRONG_BOARD = ReadyReason("wrong-board", gettext_lazy("Wrong board"))
REQUESTED = ReadyReason("requested", gettext_lazy("At the author’s request"))
ILLEGAL = ReadyReason("illegal", gettext_lazy("Illegal content"), withholds=True)
PRIVATE = ReadyReason("private", gettext_lazy("Private data"), withholds=True)
SETTLED = ReadyReason("settled", gettext_lazy("Settled"))
HEATED = ReadyReason("heated", gettext_lazy("Too heated"))
OUTDATED = ReadyReason("outdated", gettext_lazy("Out of date"))
HARASSMENT = ReadyReason("harassment", gettext_lazy("Harassment"))
SECOND_ACCOUNT = ReadyReason("second-account", gettext_lazy("Second account"))
OWN_REQUEST = ReadyReason("own-request", gettext_lazy("At the member’s request"))

FOR_REMOVING = (OFF_TOPIC, SPAM, RUDE, DUPLICATE, WRONG_BOARD, REQUESTED, ILLEGAL, PRIVATE)
FOR_LOCKING = (SETTLED, HEATED, OFF_TOPIC, DUPLICATE, OUTDATED, REQUESTED)
FOR_MOVING = (WRONG_BOARD, OFF_TOPIC, REQUESTED)
FOR_WARNING = (SPAM, RUDE, HARASSMENT, OFF_TOPIC, PRIVATE)
FOR_SUSPENDING = (SPAM, RUDE, HARASSMENT, ILLEGAL, SECOND_ACCOUNT, OWN_REQUEST)


def combined(ready: str, own_words: str, reasons: Iterable[ReadyReason]) -> str:
    """Return the reason to keep: the ready one of this name, what was written beside it, or both."""
    chosen = next((str(reason.words) for reason in reasons if reason.name == ready), "")
    if chosen and own_words:
        return _("%(reason)s: %(words)s") % {"reason": chosen, "words": own_words}
    return chosen or own_words


def is_spam(ready: str, reasons: Iterable[ReadyReason]) -> bool:
    """Whether the ready reason of this name says so: one’s own words may also be “Not spam, but rude”."""
    return any(reason.name == ready and reason.is_spam for reason in reasons)


def is_withheld(ready: str, reasons: Iterable[ReadyReason]) -> bool:
    return any(reason.name == ready and reason.withholds for reason in reasons)
