"""Why another site’s file did not come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Trouble(TextChoices):
    ADDRESS = "address", _("The address can’t be read.")
    SCHEME = "scheme", _("The address doesn’t begin with http:// or https://, or names an unusual port.")
    USER = "user", _("The address contains a user name or password.")
    NOT_PUBLIC = "not_public", _("The address is this forum’s, or isn’t public.")
    REDIRECTS = "redirects", _("The site redirects too often, or to http://.")
    TYPE = "type", _("The address leads to another kind of file.")
    ENCODING = "encoding", _("The site sends a compressed file, which wasn’t asked for.")
    TOO_LARGE = "too_large", _("The file is too large.")
    NOT_THERE = "not_there", _("The site doesn’t have this page, or doesn’t show it.")
    UNKNOWN_HOST = "unknown_host", _("The site’s name can’t be found.")
    SITE_ERROR = "site_error", _("The site reports an error.")
    NO_ANSWER = "no_answer", _("The site isn’t responding.")
    CERTIFICATE = "certificate", _("The site’s certificate isn’t valid.")
    TOO_SLOW = "too_slow", _("The site is too slow.")
    TOO_OFTEN = "too_often", _("The site has been asked often lately.")


class FetchError(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class FetchRefused(FetchError):
    """This address will not do, however often it is tried."""


class FetchFailed(FetchError):
    """It may do later: in `retry_after` seconds, if that is known."""

    def __init__(self, trouble: Trouble, retry_after: int | None = None) -> None:
        super().__init__(trouble)
        self.retry_after = retry_after
