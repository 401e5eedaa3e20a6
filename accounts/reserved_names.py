"""Names that look like the forum's staff or like a closed account."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.names import name_key, shown_key

FORMER = "former"  # closed accounts are called former-7 and shown as "Former member"
# The account in whose name moderators write to members. It is a closed one: nobody signs in to it, finds or follows it.
TEAM = f"{FORMER}-moderators"

# One of these as a word is enough: "The Admin", "Moderator Ruth". "Badminton" is no such word.
OFFICES = (
    "admin admins administrator administrators administration administrador administrateur moderator moderators "
    "moderador modérateur mod mods staff sysop sysadmin superuser webmaster postmaster администратор админ модератор"
).split()
# Scripts without spaces have no whole words.
OFFICES_ANYWHERE = "管理员 管理員 管理者 版主 관리자 운영자".split()
# These pretend only where there is nothing else: "Support", "Forum Team", but not "Team Rocket".
HOUSE = (
    "abuse anonymous everyone folkmoot former forum guest help host info member members noreply official owner root "
    "security support system team"
).split()
BESIDE = "the our this site board community your of".split()

# What passes for a letter when a word is read at a glance: "@dm3n", "5taff"; but "member5" is a member.
AT_A_GLANCE = str.maketrans("34@$", "eaas")
_takers: list[Callable[[str], bool]] = []
FLAG_LETTERS = {
    0x1F1E6 + number: chr(ord("a") + number) for number in range(26)
}  # drawn as letters where no flag fits


def validate_not_reserved(username: str) -> None:
    """Raise ValidationError, with a sentence for its owner, if a username is reserved."""
    if is_reserved(username) or re.match(rf"{FORMER}[ ._-]", name_key(username)):
        raise ValidationError(_("This name is reserved. Try another."), "reserved")


def reserve(is_taken: Callable[[str], bool]) -> None:
    """Have new usernames asked for there too: whether something that is no member has the name."""
    if is_taken not in _takers:
        _takers.append(is_taken)


def is_taken_by_others(username: str) -> bool:
    return any(is_taken(username) for is_taken in _takers)


def is_reserved(name: str) -> bool:
    """Whether a username or shown name looks like the forum's own."""
    if shown_key(name) in _FORMER_MEMBER or re.fullmatch(rf"{FORMER}[ ._-]*[lo2-9]+", shown_key(name)):
        return True
    glance = _at_a_glance(name)
    if any(office in glance for office in _OFFICES_ANYWHERE):
        return True
    words = _words(glance)
    numberless = _words(_at_a_glance(re.sub(r"(?<=[^\W\d])\d+(?!\w)", "", name)))
    if not _OFFICES.isdisjoint(words | numberless):
        return True
    if _OF_A_BOARD.match(re.sub(r"[\W_]+", "", glance)):
        return True
    chunks = [re.sub(r"[\W_]+", "", chunk) for chunk in glance.split()]
    is_house = any(chunks) and all(_HOUSE_ALONE.fullmatch(chunk) for chunk in chunks if chunk)
    return is_house and not _BESIDE_ALONE.fullmatch("".join(chunks))


def _at_a_glance(name: str) -> str:
    return re.sub(r"5(?=\w)", "s", name_key(name.translate(FLAG_LETTERS)).translate(AT_A_GLANCE))


def _words(text: str) -> set[str]:
    """The words of a name. One with stops counts whole and in parts; "A d m i n" counts as one word."""
    parts = re.findall(r"[^\W_]+", text)
    whole = {re.sub(r"[\W_]+", "", chunk) for chunk in text.split()}
    spelt = {"".join(parts)} if all(len(part) == 1 for part in parts) else set()
    return {*parts, *whole, *spelt}


def _any_of(*words: str) -> re.Pattern[str]:
    longest_first = sorted((_at_a_glance(word) for word in words), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})+")


_OFFICES = frozenset(map(_at_a_glance, OFFICES))
_OFFICES_ANYWHERE = tuple(map(_at_a_glance, OFFICES_ANYWHERE))
_HOUSE_ALONE = _any_of(*OFFICES, *HOUSE, *BESIDE)
_BESIDE_ALONE = _any_of(*BESIDE)
# As the groups of boards are called. All such names are reserved alike, whatever boards there are.
_OF_A_BOARD = re.compile("(?:members|moderators)of")
_FORMER_MEMBER = {shown_key("former member"), shown_key("former members")}
