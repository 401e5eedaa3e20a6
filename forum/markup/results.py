"""What rendering returns, and the texts it refuses."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNSOUND = "unsound"
CROWDED = "crowded"
SLOW = "slow"
EMPTY = "empty"

REASONS = {
    UNSOUND: _("We couldn’t read its formatting, so it’s shown as plain text."),
    CROWDED: _("It has too many unfinished or nested marks, so it’s shown as plain text."),
    SLOW: _("Its formatting took too long to read, so it’s shown as plain text."),
    EMPTY: _("Its formatting leaves nothing to see, so it’s shown as plain text."),
}


class Refused(ValueError):
    """The text cannot become a post. `message` is a translated sentence for the author."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class Busy(Refused):
    """No renderer is free just now; the text itself may be fine."""


class Unsound(ValueError):
    """The text cannot be rendered; the argument is a key of REASONS. Caught inside markup."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One reading of a member's text.

    `html` is safe to print as it is and must never be sanitised again. `text` is not HTML: escape it.
    `mentions` are canonical user names linked outside quotes and code, those of groups with an @; `quotes` post ids;
    `links` addresses that start with http or a slash. With `plain`, `html` shows the source itself and the other facts
    are empty. `cost` is the processor time it took, in milliseconds.
    """

    html: str
    text: str
    mentions: tuple[str, ...] = ()
    quotes: tuple[int, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    plain: bool = False
    plain_reason: str | Promise = ""
    cost: int = field(default=0, compare=False)
