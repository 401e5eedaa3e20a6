"""The kinds of mail that replace several others. They are no notifications, but preferences name them too."""

from django.utils.translation import gettext_lazy as _

from forum.notifications.kinds import Kind, names_of

DIGEST = Kind(
    "digest",
    0,
    label=_("Summaries of what I follow daily or weekly"),
    text="",
    why=_("You’re receiving this because you chose a %(level)s summary."),
    emails_on=_("Summary emails are on."),
    emails_off=_("Summary emails are off."),
    channels={"mail": True},
    has_post=False,
)
OVERFLOW = Kind(
    "overflow",
    -1,
    label=_("A summary of what exceeds my daily limit"),
    text="",
    why=_("You’re receiving this because you reached your daily limit of single emails."),
    emails_on=_("Summaries of what exceeds your daily limit are on."),
    emails_off=_("Summaries of what exceeds your daily limit are off."),
    channels={"mail": True},
    has_post=False,
)


def single_kinds() -> list[str]:
    """The kinds of single mails: they wait a while first, and are limited for each member and day."""
    return names_of(lambda kind: kind not in (DIGEST, OVERFLOW))
