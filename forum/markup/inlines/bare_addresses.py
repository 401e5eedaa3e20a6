"""Finding addresses that stand in a text without any marks around them, in every script."""

import re

from forum.markup.domains import domain_at, site_at
from forum.markup.inlines.address_ends import host_end, path_end, without_trailing
from forum.markup.inlines.link_targets import unescaped
from forum.markup.links import TARGETS, link_address
from forum.markup.unicode_text import SPACELESS

Address = tuple[int, int, str]

MARK = re.compile(r"[:@](?=\S)|\.(?=[^\W_])")
SCHEME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.\-]*\Z")
LONGEST_SCHEME = 32
# What a target begins with: only what may be one is read to its end.
FIRST_SIGNS = {
    "mailto": r"[^\W_]",
    "tel": r"\+?[0-9(]",
    "sms": r"\+?[0-9(]",
    "magnet": r"\?[a-z]",
    "xmpp": r"[^\W_]",
    "matrix": r"[a-z]+/\S",
    "geo": r"-?[0-9]",
}
FIRST = {name: re.compile(FIRST_SIGNS.get(name, r"//[^\s/?#]")) for name in TARGETS}
LONGEST_WORD = 64
MAILBOX = re.compile(r"[\w.+\-]+\Z")
LABEL = re.compile(r"[\w\-]+\Z")
TOGETHER = re.compile(rf".*[{SPACELESS}]", re.DOTALL)
# A word that stands behind one of these is a part of something else: of a path, a variable, an account.
NO_START = frozenset("@/\\.$%#&=+^-")
NO_END = re.compile(r"[@(=\\]|:[:/]")
NO_MAIL_END = re.compile(r"[@+]|:[\w/~]")


def bare_addresses(text: str) -> list[Address]:
    """Return (start, end, href) of the addresses in a text as it was typed, in order, in linear time."""
    found: list[Address] = []
    position = floor = 0
    while mark := MARK.search(text, position):
        address, position = READERS[mark[0]](text, mark.start(), floor)
        if address:
            found.append(address)
            floor = position = address[1]
    return found


def address_from(text: str, start: int, end: int) -> Address | None:
    end = without_trailing(text, start, end)
    href = link_address(unescaped(text[start:end]))
    return (start, end, href) if href else None


def with_scheme(text: str, colon: int, floor: int) -> tuple[Address | None, int]:
    """Read `scheme:…` around the colon. Return the address, if it is one, and where to read on if not."""
    has_host = text.startswith("//", colon + 1)
    match = SCHEME.search(text[max(floor, colon - LONGEST_SCHEME) : colon])
    if match is None:
        return None, colon + 1
    name = next((name for name in TARGETS if ends_in(match[0].lower(), name)), None)
    if name is None:
        # What follows is no mail address: `store://jo:secret@example.org`.
        return None, path_end(text, colon + 3) if has_host else colon + 1
    if not FIRST[name].match(text, colon + 1):
        return None, colon + 1
    end = reach(text, colon + 3) if has_host else path_end(text, colon + 1)
    return (address_from(text, colon - len(name), end), end) if end is not None else (None, colon + 3)


def ends_in(word: str, scheme: str) -> bool:
    return word.endswith(scheme) and not word[: -len(scheme)][-1:].isalnum()


def reach(text: str, start: int) -> int | None:
    """Where the host that begins there and its path end, or None if there is none."""
    end = host_end(text, start)
    if end is None:
        return None
    return end_with_path(text, end)


def end_with_path(text: str, end: int) -> int:
    """Where the path behind a host ends, if there is one."""
    return path_end(text, end) if text[end : end + 1] in {"/", "?", "#"} else end


def with_at_sign(text: str, at: int, floor: int) -> tuple[Address | None, int]:
    """Read the mail address around the sign; `git@example.org:path` and `@ada@example.org` are none."""
    start = word_start(MAILBOX, ".+-_", text, at, floor)
    end = domain_at(text, at + 1)
    if end is None:
        return None, at + 1
    _before, name, ending = ("." + text[at + 1 : end]).rsplit(".", 2)
    is_name = ending[0].isalpha() and (len(ending) > 1 or not name.isdigit())
    if (
        start is None
        or not is_name
        or text[start - 1 : start] in {"@", "/", "\\"}
        or NO_MAIL_END.match(text, end)
    ):
        return None, end
    href = link_address("mailto:" + text[start:end])
    return (start, end, href) if href else None, end


def with_dots(text: str, dot: int, floor: int) -> tuple[Address | None, int]:
    """Read the domain around the dot and the path behind it."""
    start = word_start(LABEL, "_", text, dot, floor)
    if start is None or text[start - 1 : start] in NO_START or text[start - 2 : start] == "::":
        return None, dot + 1
    site = site_at(text, start)
    if site is None or not site.is_place or NO_END.match(text, site.end):
        return None, site.end if site else dot + 1
    end = end_with_path(text, site.end)
    return address_from(text, start, end), end


def word_start(word: re.Pattern[str], loose: str, text: str, end: int, floor: int) -> int | None:
    """Where the word before `end` begins, or None if there is none or it is too long for an address."""
    low = max(floor, end - LONGEST_WORD - 1)
    match = word.search(text[low:end])
    if match is None or len(match[0]) > LONGEST_WORD:
        return None
    together = TOGETHER.match(match[0])
    typed = match[0][together.end() :] if together else match[0]
    return end - len(typed.lstrip(loose)) if typed.strip(loose) else None


READERS = {":": with_scheme, "@": with_at_sign, ".": with_dots}
