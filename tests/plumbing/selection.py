"""Which tests run: those marked slow not in a sample, and on a second database those that ask it for more than pages."""

import zlib
from datetime import UTC, datetime

import pytest
from django.test import TransactionTestCase

from tests.plumbing.thoroughness import IS_THOROUGH, IS_WHOLE

# What is tested here is what databases do differently: locks, constraints, counters, selections of rows. The rest asks for
# pages and forms in the same words on either, but for modules and tests marked `every_database`. Of that rest CI asks
# another part on a second database every day, and `FORUM_TESTS_SLOW=1 make test` all; `make test` asks on one.
ASK_THE_DATABASE = {
    "boards", "checks", "jobs", "limits", "moderation", "notifications", "outages", "posts", "races"
}  # fmt: skip
PARTS = 12
TODAYS_PART = datetime.now(UTC).toordinal() % PARTS
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if not differs_by_database(item):
            item.add_marker("once")
    if not IS_THOROUGH:
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def differs_by_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("every_database"):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    if "chromium" in fixtures:
        return False
    is_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    mark = item.get_closest_marker("django_db")
    commits = is_case or (mark is not None and mark.kwargs.get("transaction"))
    if not (commits or item.path.parent.name in ASK_THE_DATABASE or is_in_part(item)):
        return False
    return is_case or mark is not None or bool(fixtures & DATABASE_FIXTURES)


def is_in_part(item: pytest.Item) -> bool:
    """Whether it runs on a second database though it asks for pages and forms only."""
    todays = IS_THOROUGH and zlib.crc32(item.nodeid.encode()) % PARTS == TODAYS_PART
    return IS_WHOLE or todays
