"""Names from elsewhere as they may stand here."""

import re

from django.core.exceptions import ValidationError

from accounts.names import (
    LONGEST_NAME,
    MARKS_ON_LATIN,
    flat_key,
    holds_handle,
    name_key,
    normalized_username,
    shown_key,
    validate_signs,
    validate_username,
)
from accounts.reserved_names import is_reserved, validate_not_reserved
from forum.markup.unicode_text import FILLERS, JOINERS, MARKS, TURNING, WORD, is_needed, on_one_line

LONGEST_SHOWN = 60
ODD = re.compile(f"[^{WORD}.\\-]+")
START = re.compile(f"[{MARKS}{JOINERS}_.\\-]+")  # with what no name begins
SURROGATES = re.compile("[\ud800-\udfff]")


def free_username(foreign: str, taken: set[str]) -> str:
    """A valid user name as near to this one as can be, whose key is not among those taken."""
    base = username_base(foreign)
    for number in range(1, len(taken) + 3):
        ending = "" if number == 1 else f"-{number}"
        name = base[: LONGEST_NAME - len(ending)].rstrip(f".-{JOINERS}") + ending
        if name_key(name) not in taken and is_valid(name):
            return name
    raise AssertionError("There are more numbers than names.")


def username_base(foreign: str) -> str:
    name = normalized_username(SURROGATES.sub("", TURNING.sub("", foreign)))
    name = ODD.sub("-", MARKS_ON_LATIN.sub("", "".join(c for c in name if c not in FILLERS)))
    # A name begins with a letter or digit and ends with neither dot nor hyphen, or it could not be mentioned.
    name = normalized_username(START.sub("", name, count=1) if START.match(name) else name)[
        :LONGEST_NAME
    ].rstrip(f".-{JOINERS}")
    # One that pretends to be of the house does so with a number behind it, too.
    return name if name and is_well_formed(name) and not is_reserved(f"{name}-2") else "member"


def is_well_formed(name: str) -> bool:
    try:
        validate_username(name)
    except ValidationError:
        return False
    return True


def is_valid(name: str) -> bool:
    try:
        validate_username(name)
        validate_not_reserved(name)
    except ValidationError:
        return False
    return True


def display_name_for(foreign_username: str, foreign_name: str, local: str) -> str:
    """What is shown beside their posts; "" where the user name here says it."""
    return _line(foreign_name) or ("" if foreign_username == local else _line(foreign_username))


def _line(text: str) -> str:
    line = on_one_line(SURROGATES.sub("", TURNING.sub("", text)))
    line = "".join(c for c in line if is_needed(c) and c not in FILLERS)[:LONGEST_SHOWN].strip()
    try:
        validate_signs(line)
    except ValidationError:
        return ""
    return line


def is_allowed_display_name(name: str, username: str, taken: set[str], staff: set[str]) -> bool:
    """Whether the name may stand here beside the posts of this member; `house` has the flat keys of who runs the forum.

    The same rule as for names that members choose, see `accounts.shown_names`, asked of many at once.
    """
    if holds_handle(name):
        return False
    key = shown_key(name)
    if key == shown_key(username):
        return True
    others = {key, name_key(name)} - {name_key(username)}
    return taken.isdisjoint(others) and flat_key(name) not in staff and not is_reserved(name)
