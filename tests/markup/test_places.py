"""Children are few: they are used in the order of coming, few may wait, and one is left to those who ask for little."""

import threading

import pytest

from forum.markup import Busy, renderer_queue
from forum.markup.renderer_queue import Places


def waits(few, is_dear):
    """A thread that stands in the line; it has a place once `has_place` is set, and leaves when told to."""
    has_place, may_leave = threading.Event(), threading.Event()
    before = len(few.line)

    def stand():
        with few.one(is_dear):
            has_place.set()
            assert may_leave.wait(60)

    thread = threading.Thread(target=stand, daemon=True)
    thread.start()
    while len(few.line) == before and not has_place.is_set():
        pass
    return has_place, may_leave, thread


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(renderer_queue, "WAIT_SECONDS", 60.0)


def end(*standing):
    for _has_place, may_leave, thread in standing:
        may_leave.set()
        thread.join(60)


def test_the_first_to_come_is_the_first_to_go():
    few = Places(1)
    with few.one():
        first = waits(few, False)
        second = waits(few, False)
    assert first[0].wait(60)
    assert not second[0].is_set()
    first[1].set()
    assert second[0].wait(60)
    end(first, second)


def test_who_asks_for_much_leaves_one_place_to_the_others():
    few = Places(2)
    with few.one(is_dear=True):
        dear = waits(few, True)
        other = waits(few, False)
        assert other[0].wait(60)
        assert not dear[0].is_set()
        end(other)
        assert not dear[0].is_set()
    assert dear[0].wait(60)
    end(dear)


def test_where_there_is_one_place_it_is_for_all():
    few = Places(1)
    with few.one(is_dear=True):
        pass
    with few.one():
        pass


def test_when_too_many_wait_the_next_is_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(renderer_queue, "MOST_WAITING", 2)
    few = Places(1)
    with few.one():
        waiting = [waits(few, True), waits(few, False)]
        # Of those who ask for much, no more than half may wait: the others find room in the line.
        with pytest.raises(Busy), few.one(is_dear=True):
            pass
        with pytest.raises(Busy), few.one():
            pass
    end(*waiting)
    with few.one():
        pass


def test_a_place_comes_free_whatever_happened_in_it():
    few = Places(1)
    with pytest.raises(KeyError), few.one(is_dear=True):
        raise KeyError
    assert (few.used, few.used_dearly, few.line) == (0, 0, [])
