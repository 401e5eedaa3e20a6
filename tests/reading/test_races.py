"""K6: from twenty parallel requests and whatever is written late, one row, no mark that goes back but by its member."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from forum.database import deferred_writes
from forum.reading import marking
from forum.reading.models import ReadLine
from forum.reading.unread import unread_topics
from forum.topics import read_marks
from forum.topics.models import ReadMark
from tests.conftest import opened
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 20


def test_a_topic_marked_as_read_from_twenty_requests_has_one_mark_at_its_end(as_, eve, long_topic):
    topic = long_topic(45)
    browsers = [as_(eve) for _request in range(TIMES)]
    answers = at_once([partial(each.post, f"{topic.get_absolute_url()}read/") for each in browsers])
    assert [answer.status_code for answer in answers] == [303] * TIMES
    assert ReadMark.objects.get().number == 45


def test_boards_marked_as_read_from_twenty_requests_have_one_line_each(eve, board, ada, start):
    boards = [board, *(opened(f"Below {n}", "public", parent=board) for n in range(5))]
    topic = start(ada, board)
    ids = [place.pk for place in boards]
    moments = at_once([partial(marking.mark_boards_read, eve, ids) for _request in range(TIMES)])
    assert failures(moments) == []
    assert ReadLine.objects.count() == len(boards)
    assert set(ReadLine.objects.values_list("at", flat=True)) == {max(moments)}
    assert topic not in unread_topics(eve)


def test_everything_and_a_tag_marked_at_once_have_one_line(eve):
    assert failures(at_once([partial(marking.mark_everything_read, eve) for _request in range(TIMES)])) == []
    assert ReadLine.objects.get().board is None


def test_marking_and_undoing_at_once_leaves_one_line_that_somebody_drew(eve, board):
    first = marking.mark_boards_read(eve, [board.pk])
    calls = [partial(marking.mark_boards_read, eve, [board.pk]), partial(marking.undo_lines, eve, first)] * 5
    outcomes = at_once(calls)
    assert failures(outcomes) == []
    assert ReadLine.objects.get().at == max(outcomes[::2])


def test_what_was_noted_before_a_mark_was_moved_back_does_not_move_it_on(eve, long_topic):
    """As from the memory of another process, which writes what it has noted only now."""
    topic, before = long_topic(45), timezone.now()
    read_marks.mark_read(eve, topic, 45)
    read_marks.move_back(eve, topic, 4)
    read_marks.write({(eve.pk, topic.pk): ((45, before),)})
    assert read_marks.last_read_number(eve, topic) == 4
    read_marks.write({(eve.pk, topic.pk): ((20, timezone.now()),)})
    assert read_marks.last_read_number(eve, topic) == 20


def test_a_mark_that_is_not_written_yet_is_moved_back_all_the_same(eve, long_topic, monkeypatch):
    topic = long_topic(45)
    monkeypatch.setattr(deferred_writes, "writes_at_once", False)
    monkeypatch.setattr(deferred_writes, "_wake_writer", lambda: None)
    read_marks.mark_read_later(eve, topic, 45)
    assert read_marks.last_read_number(eve, topic) == 45
    marking.mark_unread_from(eve, topic, 5)
    assert read_marks.last_read_number(eve, topic) == 4
    read_marks.MARKS.write_now()
    assert ReadMark.objects.get().number == 4


def test_what_was_read_after_another_process_moved_the_mark_back_counts_beside_what_was_noted_before(
    eve, long_topic, monkeypatch
):
    topic = long_topic(45)
    monkeypatch.setattr(deferred_writes, "writes_at_once", False)
    monkeypatch.setattr(deferred_writes, "_wake_writer", lambda: None)
    read_marks.mark_read_later(eve, topic, 45)
    now = timezone.now()
    ReadMark.objects.create(member=eve, topic=topic, number=4, read_at=now, moved_back_at=now)
    for number in (20, 10):
        read_marks.mark_read_later(eve, topic, number)
        assert read_marks.last_read_number(eve, topic) == 20
    read_marks.MARKS.write_now()
    assert ReadMark.objects.get().number == 20


def test_of_notes_that_wait_those_are_kept_that_may_yet_count():
    first, second, third = (timezone.now() + timedelta(seconds=n) for n in range(3))
    assert read_marks.merged(((45, first),), ((20, second),)) == ((45, first), (20, second))
    assert read_marks.merged(((20, second),), ((45, first),)) == ((45, first), (20, second))
    assert read_marks.merged(((45, first), (20, second)), ((30, third),)) == ((45, first), (30, third))
    assert read_marks.merged(((20, first),), ((45, second),)) == ((45, second),)


def test_late_writes_and_moving_back_at_once_end_where_the_member_moved_it(eve, long_topic):
    topic = long_topic(45)
    for _round in range(3):
        ReadMark.objects.all().delete()
        before = timezone.now() - timedelta(seconds=1)
        late = [partial(read_marks.write, {(eve.pk, topic.pk): ((n, before),)}) for n in range(26, 46)]
        assert failures(at_once([*late, partial(read_marks.move_back, eve, topic, 4)])) == []
        assert ReadMark.objects.get().number == 4


def test_of_many_that_move_a_mark_back_at_once_one_says_how_far(eve, long_topic):
    topic = long_topic(45)
    read_marks.mark_read(eve, topic, 45)
    calls = [partial(marking.mark_unread_from, eve, topic, n) for n in range(2, 22)]
    assert failures(at_once(calls)) == []
    assert 1 <= ReadMark.objects.get().number <= 20


def test_an_account_that_was_closed_meanwhile_gets_no_lines(eve, board):
    type(eve).objects.filter(pk=eve.pk).update(closed_at=timezone.now())
    marking.mark_boards_read(eve, [board.pk])
    assert not ReadLine.objects.exists()
