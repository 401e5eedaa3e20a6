"""When two names or addresses are the same one, and which names nobody may take."""

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import categories, confusables
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NAME = re.compile(r"[^\W_](?:[\w.\-]{0,28}[\w\-])?\Z")
RESERVED = frozenset(
    "abuse admin administrator anonymous everyone folkmoot forum guest help here host info mail me member members mod "
    "moderator moderators new nobody noreply null official owner postmaster root security staff support sysop system "
    "team undefined webmaster".split()
)
FORMER = "former"  # closed accounts are called former-7, so no open one may be called like that

LONGEST_ADDRESS = 254
COMPARED = 100  # letters of a name that are looked at; what is longer is no name of ours
ACCENTS = 200  # combining classes from here on are accents, below they are parts of a letter, as in が or कि
BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
JOINERS = frozenset("\u200c\u200d")  # Persian needs the first, many emoji the second
MOST_MARKS = 3  # on one letter; more of them climb over the lines above
WRITTEN_TOGETHER = (
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "BOPOMOFO"},
    {"LATIN", "HAN", "HANGUL"},
)
# What passes for a letter or for nothing when a word is read at a glance: "adm1n", "ad-min".
AT_A_GLANCE = str.maketrans("0134l", "oieai", " ._-")


def name_key(name: str) -> str:
    """The form under which a name is unique: case, width, accents and look-alike letters make no difference."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:COMPARED]).casefold())
    skeleton = "".join(_plain(letter) for letter in folded)
    return " ".join(unicodedata.normalize("NFKC", skeleton).split())[:120]


def email_key(address: str | None) -> str:
    """The one form of an address: small letters, no look-alike widths, the domain as the network writes it."""
    # Cut first: one letter may become eighteen, and the network's own form takes long over a long domain.
    folded = unicodedata.normalize("NFKC", (address or "")[: LONGEST_ADDRESS + 1]).lower()
    folded = unicodedata.normalize("NFKC", folded).strip()[: LONGEST_ADDRESS + 1]
    local, at, domain = folded.rpartition("@")
    if not at or domain.isascii():
        return folded
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return folded


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """The Latin letters or the digit that look like this one: itself where none do, nothing where it is not seen."""
    if not letter.isprintable() or letter in BLANK_LETTERS or unicodedata.combining(letter) >= ACCENTS:
        return ""
    if letter.isascii():
        return letter
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.decimal(letter))
    base = _without_marks(letter, ACCENTS)
    return base if base.isascii() else _twin(letter) or _twin(base) or base


def _twin(letter: str) -> str:
    found = confusables.is_confusable(letter, preferred_aliases=[]) or []
    twins = [_without_marks(twin["c"], 1) for each in found for twin in each["homoglyphs"]]
    return min((twin.casefold() for twin in twins if twin.isascii() and twin.isalnum()), key=len, default="")


def _without_marks(letter: str, least: int) -> str:
    kept = [part for part in unicodedata.normalize("NFD", letter) if unicodedata.combining(part) < least]
    return unicodedata.normalize("NFC", "".join(kept))


def validate_username(name: str) -> None:
    """Refuse names that cannot be typed, mentioned or told apart.

    Raises ValidationError with a sentence for the person who chose the name.
    """
    if unicodedata.normalize("NFKC", name) != name or not NAME.match(name):
        raise ValidationError(
            _(
                "Use letters, digits and . - _ only, beginning with a letter or digit and not ending in a dot."
            ),
            "invalid",
        )
    scripts = categories.unique_aliases(name) - {"COMMON", "INHERITED", "UNKNOWN"}
    if len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER):
        raise ValidationError(_("This name mixes letters of several scripts that look alike."), "confusable")


def validate_not_reserved(name: str) -> None:
    """Refuse names that could pass for the people who run the forum, or for a closed account."""
    key = name_key(name)
    if _at_a_glance(key) in _RESERVED_AT_A_GLANCE or re.match(rf"{FORMER}[ ._-]", key):
        raise ValidationError(_("This name is reserved. Please choose another."), "reserved")


def _at_a_glance(key: str) -> str:
    return key.translate(AT_A_GLANCE).replace("rn", "m").replace("vv", "w")


_RESERVED_AT_A_GLANCE = frozenset(_at_a_glance(name) for name in RESERVED)


def validate_shown_name(name: str) -> None:
    """Refuse names that hide something or spill over: what cannot be seen, turns the line round or piles up marks."""
    unseen = (letter for letter in name if not letter.isprintable() and letter not in JOINERS)
    if any(unseen) or BLANK_LETTERS & set(name) or not name_key(name):
        raise ValidationError(_("This name has signs that cannot be seen."), "unseen")
    marks = "".join("m" if unicodedata.category(letter) in {"Mn", "Me"} else " " for letter in name)
    if "m" * (MOST_MARKS + 1) in marks:
        raise ValidationError(_("This name has too many marks on one letter."), "marks")


def validate_address(address: str) -> None:
    """Refuse addresses that we cannot keep, or in letters that servers do not deliver to and that look like others."""
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), "long")
    if not address.rpartition("@")[0].isascii():
        raise ValidationError(_("Use an address without accents or foreign letters before the @."), "invalid")


def unlinked(text: str) -> str:
    """Somebody's own words for use in a mail: on one line, and nothing a mail program would make a link of."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    # An invisible "word joiner" behind these signs is enough for mail programs to see no address any more.
    return re.sub(r"(?<=[.:/@])(?=\S)", "\u2060", line)
