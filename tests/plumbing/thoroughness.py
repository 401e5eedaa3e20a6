"""How much of what takes long is done: a sample in `make test`, more in CI, and all in `make test-slow`."""

import os
from typing import TypeVar

IS_WHOLE = os.environ.get("FORUM_TESTS_SLOW") == "1"
IS_THOROUGH = IS_WHOLE or os.environ.get("CI", "").lower() == "true"

Whole = TypeVar("Whole")
Sample = TypeVar("Sample")


def all_or(whole: Whole, sample: Sample) -> Whole | Sample:
    """The first in CI and where everything is done, the second where a sample must do."""
    return whole if IS_THOROUGH else sample


def whole_or(whole: Whole, sample: Sample) -> Whole | Sample:
    """The first only where everything is done: of what takes minutes, CI takes the sample of `make test` too."""
    return whole if IS_WHOLE else sample
