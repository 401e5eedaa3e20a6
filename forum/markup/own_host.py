"""Whether an address leads to this forum, in every spelling that browsers accept."""

import ipaddress
import os
import re
import socket
import unicodedata
from urllib.parse import unquote

# By this name a rendering child, which has no settings, is told where it stands.
VARIABLE = "MARKUP_OWN_HOST"

PORT = re.compile(r":[0-9]*$")
# What browsers leave out of a host, and the full stops that they take for a dot.
IGNORED = re.compile(
    "[\xad\u034f\u180b-\u180f\u200b-\u200d\u2060\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
DOTS = re.compile("[\u3002\uff0e\uff61]")


def set_own_host(host: str) -> None:
    """Set the host by which readers reach this site. Without one, no address counts as leading here."""
    os.environ[VARIABLE] = host


def own_host() -> str:
    return os.environ.get(VARIABLE, "")


def leads_here(authority: str) -> bool:
    """Whether the part between `//` and the path names this site: on any port, with `www.` or without."""
    own = own_host()
    return bool(own) and plain(authority) == plain(own)


def plain(authority: str) -> str:
    """The host as a browser reads it: decoded, folded, without user, port, `www.` and final dot."""
    host = DOTS.sub(".", IGNORED.sub("", unquote(authority.rpartition("@")[2])))
    host = PORT.sub("", unicodedata.normalize("NFKC", host).casefold()).rstrip(".").removeprefix("www.")
    try:
        address = ipaddress.ip_address(numbers(host))
    except ValueError:
        return "localhost" if host.endswith(".localhost") else punycode(host)
    address = getattr(address, "ipv4_mapped", None) or address
    return "localhost" if address.is_loopback or address.is_unspecified else str(address)


def numbers(host: str) -> str:
    """An IPv4 address as its four numbers, however it is written: `0x7f.1` and `2130706433` are one."""
    if host.startswith("["):
        return host.strip("[]")
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host[:1].isdigit() and " " not in host else host
    except (OSError, UnicodeError):
        return host


def punycode(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
