from django.utils.translation import gettext as _

from forum.limits import Over
from forum.posts import publishing, revising

MOMENT = 3  # seconds


def refusal_of_limit(over: Over) -> str:
    if over.status == 503:
        return _("The forum is busy just now. Wait a moment, then send this again.")
    if over.retry_after < MOMENT:
        return _("Another text of yours is being read. Wait a moment, then send this again.")
    return _("That was many previews in a short time. Please wait a minute.")


def refusal_of(refusal: publishing.Refusal) -> tuple[int, str]:
    """The status and the sentence for an act that was not possible. The text is kept beside it."""
    if isinstance(refusal, publishing.TooFast):
        return 429, _("You have written many posts in a short time. Wait a minute, then send this again.")
    if isinstance(refusal, publishing.Spent):
        return 409, _(
            "This form has been sent before, with another text. Send it again to post this one as well."
        )
    if isinstance(refusal, publishing.Repeated):
        return 409, _("You posted this a minute ago.")
    if isinstance(refusal, publishing.Moved):
        return 409, _(
            "This topic was moved to another board meanwhile. Look where it is now, then send this again."
        )
    if isinstance(refusal, revising.Conflict):
        return 409, _("Somebody else has edited this post meanwhile. Compare the two texts, then save again.")
    return 409, _(
        "This topic was closed meanwhile and takes no more posts. Your text is still here; copy it if you need it."
    )
