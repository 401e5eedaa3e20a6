import pytest

from tests.follows.things import KINDS, one_of


@pytest.fixture(params=KINDS)
def thing(request, db):
    """A topic, a board, a tag and a member, one after the other."""
    return one_of(request.param, request)
