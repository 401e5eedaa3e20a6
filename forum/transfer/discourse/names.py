"""Names from elsewhere as they may stand here."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from accounts.names import name_key, validate_not_reserved, validate_username

LONGEST = 30
ODD = re.compile(r"[^\w.\-]+")
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff]")


def free_name(foreign: str, taken: set[str]) -> str:
    """A valid user name as near to this one as can be, whose key is not among those taken."""
    base = valid_base(foreign)
    for number in range(1, len(taken) + 3):
        ending = "" if number == 1 else f"-{number}"
        name = base[: LONGEST - len(ending)].rstrip(".-") + ending
        if name_key(name) not in taken and is_valid(name):
            return name
    raise AssertionError("There are more numbers than names.")


def valid_base(foreign: str) -> str:
    name = ODD.sub("-", unicodedata.normalize("NFKC", UNSEEN.sub("", foreign)))
    # A name begins with a letter or digit and ends with neither dot nor hyphen, or it could not be mentioned.
    name = name.lstrip("_.-")[:LONGEST].rstrip(".-")
    return name if name and is_speakable(name) else "member"


def is_speakable(name: str) -> bool:
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


def shown_name(foreign_username: str, foreign_name: str, local: str) -> str:
    """What is shown beside their posts; "" where the user name here says it."""
    shown = " ".join(UNSEEN.sub("", foreign_name).split())[:60]
    if shown:
        return shown
    return "" if foreign_username == local else UNSEEN.sub("", foreign_username)[:60]
