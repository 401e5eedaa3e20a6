"""What an act raises where it is not possible."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """The act is not possible now, and nothing was saved.

    `status` is that of HTTP, `code` a word on which programs can rely, `sentence` what the person is told.
    """

    status = 409
    code = "refused"
    sentence: str | Promise = _("This isn’t possible right now.")
    retry_after: int | None = None  # in how many seconds it may be possible, if time alone helps

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__()
        self.sentence = sentence or self.sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal, PermissionDenied):
    """The one who acts may not do this."""

    status = 403
    code = "not_allowed"
    sentence = _("You don’t have permission to do this.")
