"""Single values that an owner sets: numbers, switches, secrets. Each refusal is one sentence that names the setting."""

import zoneinfo
from collections.abc import Mapping

YES, NO = {"1", "true", "yes", "on", "y"}, {"0", "false", "no", "off", "n"}
SHORTEST_KEY = 32  # characters


class SettingError(Exception):
    """A setting cannot be used; the message is one sentence for the owner."""


def whole_number(name: str, value: str, low: int, high: int) -> int:
    # isdecimal() alone admits digits of other scripts, and thousands of them.
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and low <= int(value) <= high):
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not “{value[:40]}”.")
    return int(value)


def yes_or_no(name: str, values: Mapping[str, str], default: str = "") -> bool:
    value = values.get(name) or default
    if value and value.casefold() not in YES | NO:
        raise SettingError(f"{name} must be on or off, not “{value[:40]}”.")
    return value.casefold() in YES


def time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"FORUM_TIME_ZONE must be a name like Europe/Berlin or UTC, not “{name[:60]}”."
        ) from error
    return name


def own_key(value: str) -> str:
    """Raise SettingError if the key is short: whoever guesses it can sign in as anybody."""
    key = value.strip()
    if key and len(key) < SHORTEST_KEY:
        raise SettingError(
            f"SECRET_KEY must be at least {SHORTEST_KEY} characters long. If you leave it unset, one is made and kept."
        )
    return key


def hook_secret(value: str) -> str:
    if value and (len(value) < 16 or not (value.isascii() and value.isprintable())):
        raise SettingError("MAIL_HOOK_SECRET must be at least 16 characters, all of them ASCII.")
    return value
