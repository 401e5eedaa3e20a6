import uuid

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.names import name_key
from forum.checks.invariants import check_invariants


@pytest.fixture(autouse=True)
def whole_afterwards(transactional_db):
    """However a race ends, the forum is whole when the dust has settled."""
    yield
    call_command("worker", once=True)
    assert {fault.code: fault.examples for verdict in check_invariants() for fault in verdict.faults} == {}


@pytest.fixture
def crowd(db):
    """crowd(40) → as many members, who have written nothing."""

    def gather(size):
        names = [f"member-{uuid.uuid4().hex[:12]}" for _member in range(size)]
        return User.objects.bulk_create(User(username=name, username_key=name_key(name)) for name in names)

    return gather


@pytest.fixture
def topics(root, board, start):
    """topics(50) → as many topics, started by one whom no limit holds back."""

    def begin(number):
        return [start(root, board) for _topic in range(number)]

    return begin
