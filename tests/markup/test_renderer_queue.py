"""RendererPool are queue: they are used in the order of coming, queue may wait, and one is left to those who ask for little."""

import threading

import pytest

from forum.markup import Busy, renderer_queue
from forum.markup.renderer_queue import RendererQueue


def waits(queue, is_dear):
    """A thread that stands in the line; it has a place once `has_place` is set, and leaves when told to."""
    has_place, may_leave = threading.Event(), threading.Event()
    before = len(queue.tickets)

    def stand():
        with queue.one(is_dear):
            has_place.set()
            assert may_leave.wait(60)

    thread = threading.Thread(target=stand, daemon=True)
    thread.start()
    while len(queue.tickets) == before and not has_place.is_set():
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
    queue = RendererQueue(1)
    with queue.one():
        first = waits(queue, False)
        second = waits(queue, False)
    assert first[0].wait(60)
    assert not second[0].is_set()
    first[1].set()
    assert second[0].wait(60)
    end(first, second)


def test_who_asks_for_much_leaves_one_place_to_the_others():
    queue = RendererQueue(2)
    with queue.one(is_dear=True):
        dear = waits(queue, True)
        other = waits(queue, False)
        assert other[0].wait(60)
        assert not dear[0].is_set()
        end(other)
        assert not dear[0].is_set()
    assert dear[0].wait(60)
    end(dear)


def test_where_there_is_one_place_it_is_for_all():
    queue = RendererQueue(1)
    with queue.one(is_dear=True):
        pass
    with queue.one():
        pass


def test_when_too_many_wait_the_next_is_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(renderer_queue, "MAX_WAITING", 2)
    queue = RendererQueue(1)
    with queue.one():
        waiting = [waits(queue, True), waits(queue, False)]
        # Of those who ask for much, no more than half may wait: the others find room in the line.
        with pytest.raises(Busy), queue.one(is_dear=True):
            pass
        with pytest.raises(Busy), queue.one():
            pass
    end(*waiting)
    with queue.one():
        pass


def test_a_place_comes_free_whatever_happened_in_it():
    queue = RendererQueue(1)
    with pytest.raises(KeyError), queue.one(is_dear=True):
        raise KeyError
    assert (queue.used, queue.used_by_dear, queue.tickets) == (0, 0, [])
