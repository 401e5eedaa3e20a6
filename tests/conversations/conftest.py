import pytest

from tests.conversations.full_conversation import converse


@pytest.fixture
def full_conversation(ada, ben):
    """Ada and Ben talk: see `converse`."""
    return converse(ada, ben)
