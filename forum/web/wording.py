from django.utils.translation import gettext as _

from forum.posts import publishing, revising


def refusal_of(refusal: publishing.Refusal) -> tuple[int, str]:
    """The status and the sentence for an act that was not possible. The text is kept beside it."""
    if isinstance(refusal, publishing.TooFast):
        return 429, _("You have written many posts in a short time. Wait a minute, then send this again.")
    if isinstance(refusal, publishing.Spent):
        return 409, _(
            "This form has been sent before, with another text. Send it again to post this one as well."
        )
    if isinstance(refusal, publishing.Moved):
        return 409, _(
            "This topic was moved to another board meanwhile. Look where it is now, then send this again."
        )
    if isinstance(refusal, revising.Conflict):
        return 409, _("Somebody else has edited this post meanwhile. Compare the two texts, then save again.")
    return 409, _(
        "This topic was closed meanwhile and takes no more posts. Your text is still here; copy it if you need it."
    )
