"""`.env.example` names every setting there is, and none that there is not."""

import re

from django.conf import settings

from tests.plumbing.environment import PLAIN

READ = re.compile(r"(?:\b(?:stripped|environ|values)\.get|\byes_or_no)\(\"([A-Z0-9_]+)\"")
SHOWN = re.compile(r"^#([A-Z0-9_]+)=", re.MULTILINE)


def read_by_settings() -> set[str]:
    files = [
        "forum/settings.py",
        "forum/environment/environment.py",
        "forum/environment/spam_services.py",
    ]
    return {name for file in files for name in READ.findall((settings.BASE_DIR / file).read_text())}


def test_the_example_shows_every_setting_and_no_other():
    shown = SHOWN.findall((settings.BASE_DIR / ".env.example").read_text())
    assert sorted(shown) == sorted(read_by_settings())


def test_the_developers_own_environment_decides_nothing_here():
    assert set(PLAIN) == read_by_settings() - {"DATABASE_URL", "FORUM_DATA"}
