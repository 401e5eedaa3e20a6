import pytest
from django.db import transaction

from forum.outbox import working
from forum.outbox.models import Event
from forum.outbox.recording import record


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
    monkeypatch.setattr(working, "consequences", lambda: table)
    return table
