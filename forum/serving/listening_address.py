"""Where the forum listens, and whether it can."""

import errno
import socket
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _


class Address(NamedTuple):
    host: str  # an IP address
    port: int

    @property
    def reachable_host(self) -> str:
        """The address by which this machine reaches it, since "every interface" is none."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def url(self) -> str:
        host = f"[{self.reachable_host}]" if ":" in self.host else self.reachable_host
        return f"http://{host}:{self.port}/"


def listening_address() -> Address:
    port = settings.PORT
    try:
        addresses = socket.getaddrinfo(settings.FORUM_BIND, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CommandError(
            _("FORUM_BIND must be an address of this machine, not “%s”.") % settings.FORUM_BIND
        ) from error
    # A name such as localhost may have several; IPv4 is what people type next.
    addresses.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return Address(str(addresses[0][4][0]), port)


def refuse_taken(address: Address) -> None:
    """Raise CommandError if the port is taken: granian would share it, and two forums would answer in turn."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        # Connections of a forum that has just stopped do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandError(reason(error, address)) from error


def reason(error: OSError, address: Address) -> str:
    facts = {"host": address.host, "port": address.port, "error": error.strerror}
    if error.errno == errno.EADDRINUSE:
        return (
            _(
                "Port %(port)d on %(host)s is already in use. Stop the program that uses it, or set another PORT."
            )
            % facts
        )
    if error.errno == errno.EACCES:
        return _("This user isn’t allowed to listen on port %(port)d. Set a PORT of 1024 or above.") % facts
    return _("Can’t listen on %(host)s port %(port)d: %(error)s.") % facts
