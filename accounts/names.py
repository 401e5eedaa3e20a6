"""When two names or addresses count as the same, and what a name may be made of."""

import re
import unicodedata

from confusable_homoglyphs import categories
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.look_alikes import skeleton
from forum.markup.unicode_text import (
    FILLERS,
    JOINERS,
    MARKS,
    STRAY,
    composed,
    hides,
    is_empty,
    joined_where_needed,
    uncluttered,
)

LONGEST_NAME = 30
NAME = re.compile(r"[^\W_](?:[\w.\-]*[\w\-])?\Z")  # once its marks and joiners are taken out
SIGNS_ON_LETTERS = re.compile(f"[{MARKS}{JOINERS}]")
MARKS_ON_LATIN = re.compile("[\u0334-\u0338\u0340-\u036f]")  # strokes, and what no language sets on a letter

LONGEST_ADDRESS = 254
COMPARED = 100  # letters of a name that are looked at; what is longer is no name of ours
WRITTEN_TOGETHER = (
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "BOPOMOFO"},
    {"LATIN", "HAN", "HANGUL"},
)


def name_key(name: str) -> str:
    """The form under which a name is unique: case, width, accents and look-alike letters make no difference."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:COMPARED]).casefold())
    return " ".join(skeleton(folded).split())[:120]


def shown_key(name: str) -> str:
    """Return a shown name without decoration: signs, and stops at its ends."""
    key = name_key(name)
    letters = "".join(c if c.isalnum() or c in "._-" or SIGNS_ON_LETTERS.match(c) else " " for c in key)
    return " ".join(letters.split()).strip("._- ") or key


def flat_key(name: str) -> str:
    """Return a shown name without gaps: "Ruth Example", "ruth.example" and "★ RuthExample" have the same key."""
    return re.sub(r"[ ._-]", "", shown_key(name))


def holds_handle(name: str) -> bool:
    """Whether a shown name contains what looks like a username, as "Ruth (@root)" does."""
    return bool(re.search(r"@[\w._-]", name_key(name)))


def email_key(address: str | None) -> str:
    """Return the one form of an address: small letters, plain widths, the domain as the network writes it."""
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


def mailbox(address: str) -> str:
    """Return where mail to an address arrives: "me+forum@example.org" and "me+1@example.org" are one mailbox."""
    local, at, domain = email_key(address).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def normalized_username(name: str) -> str:
    """Return a username as it is kept: without invisible characters that were copied along with it."""
    return joined_where_needed(uncluttered(composed(STRAY.sub("", name)))).strip(f" {JOINERS}")


def validate_username(name: str) -> None:
    """Raise ValidationError, with a sentence for its owner, if a name cannot be typed, mentioned or told apart."""
    plain = SIGNS_ON_LETTERS.sub("", name)
    is_well_formed = NAME.match(plain) and name[:1] == plain[:1] and len(name) <= LONGEST_NAME
    if (
        not is_well_formed
        or normalized_username(name) != name
        or MARKS_ON_LATIN.search(name)
        or FILLERS & set(name)
    ):
        raise ValidationError(
            _("Use only letters, digits and . - _. Start with a letter or digit, and don’t end with a dot."),
            "invalid",
        )
    scripts = categories.unique_aliases(name) - {"COMMON", "INHERITED", "UNKNOWN"}
    if len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER):
        raise ValidationError(
            _("This name mixes letters of different alphabets that look alike."), "confusable"
        )


def validate_signs(name: str) -> None:
    """Raise ValidationError if a shown name holds what is invisible, or reverses the line."""
    if hides(name) or is_empty(name) or FILLERS & set(name) or not name_key(name):
        raise ValidationError(_("This name has invisible characters. Remove them."), "unseen")


def validate_address(address: str) -> None:
    """Raise ValidationError for an address that we cannot keep, or in letters that mail servers do not take."""
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), "long")
    local = address.rpartition("@")[0]
    if '"' in local or "=?" in local:
        # Mail servers may read another address in it than the one that was judged.
        raise ValidationError(_("Use an address without quotation marks or encoded words."), "invalid")
    if not local.isascii():
        raise ValidationError(_("Use an address with only plain letters (a to z) before the @."), "invalid")
