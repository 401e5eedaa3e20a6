"""The leak matrix through the store: what was public and is hidden is told on no surface a second later."""

import gzip

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.pages.store.kept_views import is_kept
from tests.pages.leaking import SECRET_TEXT, SECRET_TITLE, SURFACES, build

pytestmark = pytest.mark.every_database


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    return built_once(lambda: build(start, say))


def test_what_has_been_hidden_is_told_on_no_surface(store, visitor, stage):
    apply_preset(stage.board, Preset.PUBLIC)
    store.look()
    shown = [address for address in kept_addresses(stage) if tells(visitor.get(address))]
    kept = sum(tells(entry) for entry in map(packed, store.entries.values()))
    assert len(shown) > 12 and kept > 12
    apply_preset(stage.board, Preset.STAFF)
    store.look()
    for address in shown:
        for _time in range(2):
            assert not tells(visitor.get(address)), address
    assert not any(tells(entry) for entry in map(packed, store.entries.values()))


def test_what_is_hidden_comes_into_the_store_from_no_surface(store, visitor, as_, stage):
    store.look()
    root = as_(stage.root, headers={"host": "127.0.0.1:8000"})
    for address in kept_addresses(stage):
        root.get(address)
        visitor.get(address)
    assert len(store.entries) > 15
    assert not any(tells(entry) for entry in map(packed, store.entries.values()))


def kept_addresses(stage):
    """The surfaces that the store may hold; the others never come into it."""
    addresses = [address.format(**stage.numbers) for address in SURFACES.values()]
    return [address for address in addresses if is_kept(*address.partition("?")[::2])]


class Packed:
    """What an entry holds, read as an answer is."""

    def __init__(self, entry):
        self.content = gzip.decompress(entry.packed) if entry.is_compressed else entry.packed
        self.streaming = False


packed = Packed


def tells(answer):
    return not answer.streaming and any(
        secret.encode() in answer.content for secret in (SECRET_TITLE, SECRET_TEXT)
    )
