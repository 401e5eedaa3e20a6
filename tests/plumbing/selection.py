"""Which tests run: those marked slow only where everything is done, and on a second database those that touch it."""

import pytest
from django.test import TransactionTestCase

from tests.plumbing.thoroughness import IS_THOROUGH

# What is tested here is what databases do differently: locks, constraints, counters, selections of rows. The rest asks for
# pages and forms in the same words on either; a sample asks on one, but for modules and tests marked `every_database`.
ASK_THE_DATABASE = {
    "boards", "checks", "jobs", "limits", "moderation", "notifications", "outages", "posts", "races"
}  # fmt: skip
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
    if not (IS_THOROUGH or commits or item.path.parent.name in ASK_THE_DATABASE):
        return False
    return is_case or mark is not None or bool(fixtures & DATABASE_FIXTURES)
