"""Python looks for circular garbage rarely: of what Django and the tests have loaded, nothing ever becomes any.

A quarter of the time of a test that asks for a page went into looking.
"""

import gc

import pytest

gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
