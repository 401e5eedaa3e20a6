"""Which tests run: those marked slow only where everything is done, and on a second database those that touch it."""

import pytest
from django.test import TransactionTestCase

from tests.plumbing.thoroughness import IS_THOROUGH

# What is tested here asks for pages and forms, in the same words on either database. A sample asks one of them.
PAGES = {"accounts", "admin", "demo", "pages"}
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
    if (
        not (IS_THOROUGH or is_case or (mark and mark.kwargs.get("transaction")))
        and item.path.parent.name in PAGES
    ):
        return False
    return is_case or mark is not None or bool(fixtures & DATABASE_FIXTURES)
