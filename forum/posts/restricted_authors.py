"""Authors who may not write now: silenced by a moderator, or with a warning that they have to read before."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.refusals import NotAllowed, Refusal


class IsSilenced(NotAllowed):
    """A moderator has taken from the author, for a while or for good, what is more than reading."""

    code = "silenced"
    sentence = _("You are silenced, so you can only read. Your text is still here; copy it if you need it.")


class WarningUnread(Refusal):
    """A moderator has warned the author, who has not said yet that they read it."""

    code = "warning_unread"
    sentence = _(
        "A moderator has warned you. Read the warning, tick that you have read it, and send your text again. "
        "It is still here."
    )


def check_may_write(member: User) -> None:
    """Raise IsSilenced if they only read, WarningUnread if they have to read a warning before."""
    if member.is_silenced:
        raise IsSilenced
    if member.warned_at:
        raise WarningUnread
