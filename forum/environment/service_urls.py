"""DATABASE_URL and REDIS_URL."""

from typing import Any

import environ

from forum.environment.public_address import ESCAPES, split_address
from forum.environment.values import SettingError

DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")


def database(value: str) -> dict[str, Any] | None:
    if not value:
        return None
    sentence = "DATABASE_URL can’t be read. It must look like postgres://user:password@host/name."
    split = split_address("DATABASE_URL", value) if "://:memory:" not in value else None
    if not value.startswith(tuple(f"{scheme}://" for scheme in DATABASE_SCHEMES)):
        raise SettingError(sentence)
    if split and split.fragment:
        raise SettingError(f"DATABASE_URL can’t be read from the # on: {ESCAPES}.")
    try:
        config: dict[str, Any] = environ.Env.db_url_config(value)
    except (ValueError, KeyError) as error:
        raise SettingError(sentence) from error
    if not (config["NAME"] or "service" in config.get("OPTIONS", {})):
        raise SettingError(
            "DATABASE_URL names no database. It comes last, as in postgres://user:password@host/name."
        )
    return config


def redis_url(value: str) -> str:
    if value:
        split = split_address("REDIS_URL", value)
        if split.scheme not in REDIS_SCHEMES or not (split.hostname or split.scheme == "unix"):
            raise SettingError("REDIS_URL must be an address like redis://127.0.0.1:6379/0.")
    return value
