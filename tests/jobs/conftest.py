import pytest
from django.db import transaction

from forum.jobs import running
from forum.jobs.models import Event
from forum.jobs.recording import record


@pytest.fixture
def happen():
    """happen("bell.rang", tower=1) → the recorded event."""

    def act(name, **payload):
        with transaction.atomic():
            record(name, **payload)
        return Event.objects.latest("id")

    return act


@pytest.fixture
def consequences(monkeypatch):
    """The table that the worker looks events up in, empty at first."""
    table = {}
    monkeypatch.setattr(running, "consequences", lambda: table)
    return table
