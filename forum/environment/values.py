"""Single values that an owner sets: numbers, switches, secrets. Each refusal is one sentence that names the setting."""

import zoneinfo
from collections.abc import Mapping

YES, NO = {"1", "true", "yes", "on", "y"}, {"0", "false", "no", "off", "n"}
SHORTEST_KEY = 32  # characters


class SettingError(Exception):
    """A setting cannot be used; the message is one sentence for the owner."""


def whole_number(name: str, written: str, low: int, high: int) -> int:
    # isdecimal() alone admits digits of other scripts, and thousands of them.
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and low <= int(written) <= high):
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not “{written[:40]}”.")
    return int(written)


def yes_or_no(name: str, given: Mapping[str, str]) -> bool:
    written = given.get(name, "")
    if written and written.casefold() not in YES | NO:
        raise SettingError(f"{name} must be on or off, not “{written[:40]}”.")
    return written.casefold() in YES


def time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"FORUM_TIME_ZONE must be a name like Europe/Berlin or UTC, not “{name[:60]}”."
        ) from error
    return name


def own_key(written: str) -> str:
    """Raise SettingError if the key is short: whoever guesses it can sign in as anybody."""
    key = written.strip()
    if key and len(key) < SHORTEST_KEY:
        raise SettingError(
            f"SECRET_KEY must be at least {SHORTEST_KEY} signs long; unset it, and one is made and kept."
        )
    return key


def hook_secret(written: str) -> str:
    if written and (len(written) < 16 or not (written.isascii() and written.isprintable())):
        raise SettingError(
            "MAIL_HOOK_SECRET must be at least 16 letters, digits and signs of ASCII, for it opens a door."
        )
    return written
