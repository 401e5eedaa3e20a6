"""How much of what takes long is done: all of it in CI and in `make test-slow`, a sample in `make test`."""

import os
from typing import TypeVar

IS_THOROUGH = os.environ.get("CI", "").lower() == "true" or os.environ.get("FORUM_TESTS_SLOW") == "1"

Whole = TypeVar("Whole")


def all_or(whole: Whole, sample: Whole) -> Whole:
    """The first where everything is done, the second where a sample must do."""
    return whole if IS_THOROUGH else sample
