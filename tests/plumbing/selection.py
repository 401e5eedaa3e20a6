"""Which tests run again on a second database: those that touch the database, except in a browser."""

import pytest
from django.test import TransactionTestCase

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if not differs_by_database(item):
            item.add_marker("once")


def differs_by_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("every_database"):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    if "chromium" in fixtures:
        return False
    is_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return is_case or item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)
