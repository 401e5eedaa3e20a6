import pytest
from django.db import transaction

from forum.jobs import handlers as registry
from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job


@pytest.fixture
def add_job():
    """add_job("bell.rang", tower=1) → the recorded job."""

    def act(name, **payload):
        with transaction.atomic():
            enqueue(name, **payload)
        return Job.objects.latest("id")

    return act


@pytest.fixture
def handlers(monkeypatch):
    """The table in which the worker looks jobs up, empty at first."""
    table = {}
    monkeypatch.setattr(registry, "FOR_JOBS", table)
    return table
