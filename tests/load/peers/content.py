"""What another forum is filled with, and what it says when that is done; runs in that forum's own environment.

The module of a forum, run as a program, reads texts as JSON from its input, and prints the addresses of its pages and the
keys of its members' sessions.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

POSTS, TOPICS, MEMBERS = (
    20,
    2_000,
    8,
)  # posts of the topic that is read, other topics of one post, members who read

FOLDER = Path(os.environ["PEER_FOLDER"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "forum.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"},
    }
}
MIDDLEWARE = [
    f"django.{name}"
    for name in (
        "contrib.sessions.middleware.SessionMiddleware",
        "middleware.locale.LocaleMiddleware",
        "middleware.common.CommonMiddleware",
        "middleware.csrf.CsrfViewMiddleware",
        "contrib.auth.middleware.AuthenticationMiddleware",
        "contrib.messages.middleware.MessageMiddleware",
        "middleware.clickjacking.XFrameOptionsMiddleware",
    )
]


def texts() -> list[dict[str, str]]:
    """A list of `source` and `html`."""
    return json.load(sys.stdin)


def members() -> list[Any]:
    from django.contrib.auth.models import User  # noqa: PLC0415  (models come after the settings)

    return [User.objects.create_user(f"member{number}", f"{number}@example.org") for number in range(MEMBERS)]


def tell(pages: dict[str, str], readers: list[Any]) -> None:
    from django.test import Client  # noqa: PLC0415

    keys = []
    for member in readers:
        browser = Client(headers={"host": "127.0.0.1"})
        browser.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
        keys.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    sys.stdout.write(json.dumps({"pages": pages, "sessions": keys}))
