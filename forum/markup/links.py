"""Which addresses a post may point to."""

import ipaddress
import re
from urllib.parse import quote, unquote

from forum.markup.domains import site_at
from forum.markup.own_host import leads_here
from forum.markup.unicode_text import JOINERS

# Strict on purpose: browsers drop tabs and line ends inside an address and read a backslash as a slash,
# so an address that holds one is never what it seems to be. And no browser runs what one of these names.
REST = r"[^\s\\<>\"]*"
HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/\\?#@:\[\]<>|^\"]+)"
PORT = r":(?:[0-5]?[0-9]{0,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
SERVER = rf"//(?:[^\s/\\?#@]*@)?{HOST}(?:{PORT})?(?:[/?#][^\s\\]*)?"
NUMBER = r"\+?[0-9(][0-9().\-]{2,}"
MAILBOX = r"[^\s\\<>\"@/?#:;,]+@[^\s\\<>\"@/?#:;,]+"
TARGETS = {
    "http": SERVER,
    "https": SERVER,
    "mailto": r"(?!/)[^\s\\<>\"]+@[^\s\\<>\"]+",
    "tel": rf"{NUMBER}(?:;[a-z\-]+=[A-Za-z0-9.+\-]+)*",
    "sms": rf"{NUMBER}(?:\?body={REST})?",
    "magnet": rf"\?[a-z.0-9]+={REST}",
    "xmpp": rf"{MAILBOX}(?:[/?]{REST})?",
    "irc": SERVER,
    "ircs": SERVER,
    "ftp": SERVER,
    "matrix": rf"(?:u|r|roomid)/{REST}",
    "geo": rf"-?[0-9.]+,-?[0-9.]+(?:,-?[0-9.]+)?(?:;[a-z]+=[A-Za-z0-9.\-]+)*(?:\?{REST})?",
}
ADDRESSES = {name: re.compile(f"{name}:{rest}", re.IGNORECASE) for name, rest in TARGETS.items()}
# A host that ends in a number is an IPv4 address or nothing; browsers refuse the rest.
NO_HOST = re.compile(
    r"https?://(?!(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[:/?#]|$))[^/?#]*\.[0-9]+\.?(?:[:/?#]|$)", re.IGNORECASE
)
IN_BRACKETS = re.compile(r"[a-z]+://(?:[^/?#@]*@)?\[([^\]]*)\]", re.IGNORECASE)
HERE = re.compile(r"/(?![/\\])[^\s\\]*")
ON_FRONT_PAGE = re.compile(r"[?#][^\s\\]+")
LETTER = re.compile(rf"{MAILBOX}\.[^\W\d_]{{2,}}")
BEYOND_SITE = re.compile(r"(?:[/?#][^\s\\]*)?")
AUTHORITY = re.compile(r"([^/?#]*)(.*)", re.DOTALL)
PICTURE_HERE = re.compile(r"/media/[^\s\\?#]+")
# A picture that a member has attached says its size, so that pages leave room for it before it is there.
ATTACHED = re.compile(r"(/files/[0-9A-Za-z]{22}/([1-9][0-9]{0,3})x([1-9][0-9]{0,3})/)([^\s\\?#/]+)")
POST = re.compile(r"/p/([0-9]{1,18})/")
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffd]"
)
# Persian and Indian words hold joiners; browsers write them as `%E2%80%8C`.
JOINED = rf"(?<=[^\x00-\x7f])[{JOINERS}](?=[^\x00-\x7f])"
JOINER = re.compile(JOINED)

REL = "ugc nofollow noopener"


def link_address(url: str) -> str | None:
    """Return the address to link to, or None if it may not be linked.

    What people write for short becomes an address: `www.example.org`, `ada@example.org`, `?page=2`.
    """
    url = JOINER.sub(lambda joiner: quote(joiner[0]), url.strip(" \n").replace(" ", "%20"))
    if url.startswith("//"):
        url = "https:" + url
    if UNSEEN.search(url) or NO_HOST.match(url):
        return None
    scheme = ADDRESSES.get(url.partition(":")[0].lower())
    if scheme:
        return url if scheme.fullmatch(url) and not has_false_number(url) else None
    if HERE.fullmatch(url):
        return url
    if ON_FRONT_PAGE.fullmatch(url):
        return "/" + url
    if LETTER.fullmatch(url):
        return "mailto:" + url
    site = site_at(url, 0)
    return "https://" + url if site and site.is_place and BEYOND_SITE.fullmatch(url, site.end) else None


def has_false_number(url: str) -> bool:
    """Whether its host stands in brackets, as IPv6 does, and is none."""
    host = IN_BRACKETS.match(url)
    try:
        if host:
            ipaddress.IPv6Address(host[1])
    except ValueError:
        return True
    return False


def is_named(address: str, words: str) -> bool:
    """Whether the words are the address itself, as people write it: `www.example.org`."""
    return bool(words) and link_address(words) == address


def leads_elsewhere(address: str) -> bool:
    """Whether the address names another host, or this one from outside."""
    return "://" in address[:8]


def image_address(url: str) -> str | None:
    """Return the address to load an image from, or None: https elsewhere, or this site's own media.

    Other pages of this site would be requested by every reader of the post, with their rights.
    """
    address = link_address(url)
    if address is None:
        return None
    if address[:4].lower() == "http":
        _scheme, _slashes, place = address.partition("//")
        host, path = AUTHORITY.fullmatch(place).groups()  # type: ignore[union-attr]
        if not leads_here(host):
            return address if address[:5].lower() == "https" else None
        address = path
    # Dot segments would lead out of the media again.
    if (PICTURE_HERE.fullmatch(address) or ATTACHED.fullmatch(address)) and ".." not in unquote(address):
        return address
    return None


def post_id(address: str) -> int | None:
    """The id of the post of this site that the address names, or None."""
    match = POST.fullmatch(address)
    return int(match[1]) if match else None
