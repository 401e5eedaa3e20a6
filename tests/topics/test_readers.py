"""How many people read a topic now: counted in memory, named nowhere, and never one alone."""

from multiprocessing import get_context

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as RedisIsGone

from forum.reading import present_readers, readers_in_memory, readers_in_redis

pytestmark = pytest.mark.django_db


def readers(browser, topic, **headers):
    return browser.get(f"{topic.get_absolute_url()}news/", headers=headers).json()["readers"]


def test_members_and_visitors_are_counted_once_each(as_, ben, eve, topic):
    assert readers(as_(ben), topic) == ""
    assert readers(as_(ben), topic) == ""
    assert readers(as_(eve), topic) == "2 people reading"
    assert readers(as_(), topic, **{"user-agent": "A"}) == "3 people reading"
    assert readers(as_(), topic, **{"user-agent": "A"}) == "3 people reading"
    assert readers(as_(), topic, **{"user-agent": "B"}) == "4 people reading"


def test_each_topic_has_its_own(as_, ada, ben, eve, board, topic, start):
    other = start(ada, board, title="Another")
    readers(as_(ben), topic)
    assert readers(as_(eve), other) == ""


def test_whoever_is_gone_for_five_minutes_reads_no_more(as_, ben, eve, topic):
    with time_machine.travel("2026-11-25 10:00:00", tick=False) as clock:
        readers(as_(ben), topic)
        clock.shift(290)
        assert readers(as_(eve), topic) == "2 people reading"
        clock.shift(15)
        assert readers(as_(eve), topic) == ""


def test_a_member_sees_the_number_on_the_page_and_a_visitors_page_has_none(as_, ben, eve, topic):
    address = topic.get_absolute_url()
    as_(ben).get(address)
    assert "2 people reading" in as_(eve).get(address).text
    assert "people reading" not in as_().get(address).text


def test_a_visitor_who_only_loads_a_page_is_not_counted(as_, ben, topic):
    as_().get(topic.get_absolute_url())
    assert readers(as_(ben), topic) == ""


def test_counting_writes_nothing_and_names_nobody(as_, ben, eve, topic):
    browser = as_(eve)
    readers(as_(ben), topic)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(f"{topic.get_absolute_url()}news/")
    assert "2 people reading" in answer.text
    assert "ben" not in answer.text
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    row = topic.pk % readers_in_memory.ROWS * readers_in_memory.ROW_SIZE
    written = readers_in_memory._table[row + 16 * readers_in_memory.PLACES : row + readers_in_memory.ROW_SIZE]
    keys = {written[at : at + 16].decode() for at in range(0, len(written), 16)} - {"\0" * 16}
    assert len(keys) == 2
    assert not any("127.0.0.1" in key or str(ben.pk) == key for key in keys)


def test_processes_of_one_machine_count_together():
    def read_elsewhere(topic, key):
        process = get_context("fork").Process(target=present_readers.note_reader, args=[topic, key])
        process.start()
        process.join()

    assert present_readers.note_reader(7, "a") == 1
    read_elsewhere(7, "b")
    read_elsewhere(8, "c")
    assert present_readers.note_reader(7, "a") == 2


def test_memory_has_an_end(monkeypatch):
    size = len(readers_in_memory._table)
    monkeypatch.setattr(readers_in_memory, "ROWS", 2)
    monkeypatch.setattr(readers_in_memory, "PLACES", 3)
    monkeypatch.setattr(readers_in_memory, "ROW_SIZE", 3 * 32)
    counts = [present_readers.note_reader(2, f"reader {number}") for number in range(5)]
    assert counts == [1, 2, 3, 3, 3]
    assert present_readers.note_reader(4, "another") == 0
    assert present_readers.note_reader(3, "another") == 1
    assert len(readers_in_memory._table) == size


class FakeRedis:
    """What a pipeline of Redis does with sorted sets, for all processes together."""

    def __init__(self):
        self.sets, self.answers, self.is_gone = {}, [], False

    def pipeline(self, transaction):
        self.answers = []
        return self

    def zremrangebyscore(self, key, low, high):
        kept = {who: at for who, at in self.sets.get(key, {}).items() if not low <= at <= high}
        self.sets[key] = kept
        self.answers.append(0)

    def zadd(self, key, members):
        self.sets[key] |= members
        self.answers.append(1)

    def zremrangebyrank(self, key, low, high):
        self.answers.append(0)

    def zcard(self, key):
        self.answers.append(len(self.sets[key]))

    def expire(self, key, seconds):
        self.answers.append(True)

    def execute(self):
        if self.is_gone:
            raise RedisIsGone
        return self.answers


@pytest.fixture
def redis(settings, monkeypatch):
    fake = FakeRedis()
    settings.REDIS_URL = "redis://there.example/0"
    monkeypatch.setattr(readers_in_redis, "_client", lambda url: fake)
    monkeypatch.setattr(readers_in_redis, "_paused_until", 0.0)
    return fake


def test_processes_with_redis_count_together(redis):
    with time_machine.travel("2026-11-25 10:00:00", tick=False) as clock:
        assert present_readers.note_reader(1, "a") == 1
        redis.sets["readers:1"]["noted by another process"] = (
            clock.time() if hasattr(clock, "time") else 1795600800
        )
        assert present_readers.note_reader(1, "a") == 2
        assert present_readers.note_reader(2, "a") == 1
        clock.shift(301)
        assert present_readers.note_reader(1, "b") == 1


def test_without_an_answer_of_redis_each_machine_counts_for_itself(redis, caplog):
    redis.is_gone = True
    assert present_readers.note_reader(1, "a") == 1
    assert present_readers.note_reader(1, "b") == 2
    assert caplog.text.count("Redis does not answer") == 1
