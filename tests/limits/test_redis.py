"""The same counting where REDIS_URL is set, before a real Redis; and what happens when it goes away."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from forum import limits
from forum.limits import in_database, in_redis
from forum.limits.limit_table import LIMITS, Limit
from tests.plumbing.postgres import free_port
from tests.plumbing.presence import absent

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    program = shutil.which("redis-server")
    if program is None:
        absent("no redis-server on the PATH")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(redis.RedisError):
            if redis.Redis.from_url(url).ping():
                break
        time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(60)


@pytest.fixture
def in_server(server, settings, monkeypatch):
    settings.REDIS_URL = server
    monkeypatch.setattr(in_redis, "_paused_until", 0.0)
    monkeypatch.setattr(in_database, "answer", lambda *_values: pytest.fail("The database was asked."))
    monkeypatch.setitem(LIMITS, "test", Limit(5, 3600))
    redis.Redis.from_url(server).flushall()
    return redis.Redis.from_url(server)


def spent(times, who="203.0.113.7", cost=1):
    return [not limits.spend("test", who, cost).is_over for _time in range(times)]


def test_as_many_as_the_limit_says_are_let_through(in_server):
    assert spent(7) == [True] * 5 + [False] * 2
    assert spent(1, who="203.0.113.8") == [True]


def test_the_window_lasts_as_long_as_the_limit_says_however_often_it_is_charged(in_server):
    spent(2)
    [key] = in_server.keys("limits:*")
    in_server.pexpire(key, 90_000)
    assert spent(4) == [True] * 3 + [False]
    assert 80 <= limits.spend("test", "203.0.113.7").retry_after <= 90
    assert 80_000 <= in_server.pttl(key) <= 90_000


def test_of_many_at_once_exactly_the_limit_is_let_through(in_server):
    with ThreadPoolExecutor(8) as pool:
        answers = [answer for each in pool.map(lambda _thread: spent(10), range(8)) for answer in each]
    assert answers.count(True) == 5


def test_costs_giving_back_and_forgetting(in_server):
    limits.charge("test", 1, 40)
    assert limits.peek("test", 1).is_over
    limits.give_back("test", 1, 36)
    assert limits.peek("test", 1).left == 1
    limits.forget("test", 1)
    assert spent(1, who=1, cost=5) == [True]


def test_the_database_counts_while_redis_is_away(settings, monkeypatch):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(in_redis, "_paused_until", 0.0)
    monkeypatch.setitem(LIMITS, "test", Limit(5, 3600))
    asked, script = [], in_redis._script
    monkeypatch.setattr(in_redis, "_script", lambda url: asked.append(url) or script(url))
    assert spent(7) == [True] * 5 + [False] * 2
    # It is left alone for a while: a dead one costs its timeout each time it is asked.
    assert 1 <= len(asked) < 7


def test_a_forum_without_redis_does_not_load_its_library():
    program = "import django; django.setup(); import forum.urls, sys; sys.exit('redis' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {"REDIS_URL": ""})
