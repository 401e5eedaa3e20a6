import pytest
from django.db import transaction

from forum.jobs import running
from forum.jobs.models import Job
from forum.jobs.recording import record


@pytest.fixture
def happen():
    """happen("bell.rang", tower=1) → the recorded job."""

    def act(name, **payload):
        with transaction.atomic():
            record(name, **payload)
        return Job.objects.latest("id")

    return act


@pytest.fixture
def consequences(monkeypatch):
    """The table that the worker looks jobs up in, empty at first."""
    table = {}
    monkeypatch.setattr(running, "consequences", lambda: table)
    return table
