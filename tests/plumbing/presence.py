"""What this machine lacks is skipped with its reason, except where everything is demanded: there it fails."""

import pytest

from tests.plumbing.environment import WANTS_ALL


def absent(reason: str) -> None:
    """Skip the test that needs it, or fail where nothing may be skipped."""
    if WANTS_ALL:
        pytest.fail(f"{reason}, and nothing may be skipped here", pytrace=False)
    pytest.skip(reason)
