import pytest
from django.db import connection

from forum.pages.health import views as health
from forum.pages.middleware import outages

collect_ignore = (
    ["test_sqlite_disk.py"] if connection.vendor == "postgresql" else ["test_lost_connections.py"]
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits for a lock that will not go, nor remembers that a moment ago all was well."""
    monkeypatch.setattr(outages, "PATIENCE", 0.3)
    monkeypatch.setattr(health, "LOCKED_FOR", 0.1)
    monkeypatch.setattr(health, "BETWEEN_TRIALS", 0.0)


@pytest.fixture
def answered(as_):
    """answered(ben) → a browser in which Ben is signed in, that gets an error's page instead of the error."""

    def browser(member=None, **headers):
        client = as_(member, **headers)
        client.raise_request_exception = False
        return client

    return browser
