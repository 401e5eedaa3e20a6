"""AKISMET_KEY, STOPFORUMSPAM and CAPTCHA: services of others that judge spam. None is asked unless it is set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forum.environment.values import SettingError, yes_or_no

PROVIDERS = ("turnstile", "hcaptcha")
KEY = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass(frozen=True)
class Captcha:
    provider: str
    site_key: str
    secret: str


@dataclass(frozen=True)
class SpamServices:
    akismet_key: str
    asks_stop_forum_spam: bool
    captcha: Captcha | None


def spam_services(values: Mapping[str, str]) -> SpamServices:
    key = values.get("AKISMET_KEY", "")
    if key and not KEY.fullmatch(key):
        raise SettingError("AKISMET_KEY has signs that no key has.")
    return SpamServices(key, yes_or_no("STOPFORUMSPAM", values), captcha(values.get("CAPTCHA", "")))


def captcha(value: str) -> Captcha | None:
    if not value:
        return None
    parts = value.split(":")
    if len(parts) != 3 or parts[0] not in PROVIDERS or not all(map(KEY.fullmatch, parts[1:])):
        raise SettingError("CAPTCHA must be turnstile:SITE_KEY:SECRET or hcaptcha:SITE_KEY:SECRET.")
    return Captcha(*parts)
