"""Tells the owner when the forum answers, and where."""

import http.client
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from forum.serving.listening_address import Address

SLOW_AFTER = 60.0  # seconds


def announce(address: Address, say: Callable[[str], None]) -> None:
    """Wait until the forum answers, then say where. Say so as well if that takes long."""
    impatient_at = time.monotonic() + SLOW_AFTER
    while not answers(address):
        if time.monotonic() > impatient_at:
            say(_("The forum isn’t responding at %s yet.") % address.url)
            impatient_at = float("inf")
        time.sleep(0.05)
    say(welcome_line(address))


def welcome_line(address: Address) -> str:
    if settings.IS_LOCAL:
        return _("Folkmoot is at %s (Ctrl-C stops it).") % address.url
    facts = {"public": settings.FORUM_URL, "local": address.url}
    return _("Folkmoot is at %(public)s and listens at %(local)s (Ctrl-C stops it).") % facts


def answers(address: Address) -> bool:
    """Whether anything comes back, whatever it says."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": urlsplit(settings.FORUM_URL).netloc})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()
