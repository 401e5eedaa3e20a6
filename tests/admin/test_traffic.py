"""The admin's page of what the last day asked of the forum."""

import re
import time

import pytest

from forum.traffic.counting import HOUR
from forum.traffic.models import TrafficHour

ADDRESS = "/admin/traffic/"


@pytest.fixture
def page(as_):
    def act(member, query=""):
        return " ".join(re.sub(r"<[^>]+>", " ", as_(member).get(ADDRESS + query).text).split())

    return act


def counted(kind, family, hours_ago=0, **figures):
    TrafficHour.objects.create(hour=int(time.time()) // HOUR - hours_ago, kind=kind, family=family, **figures)


def test_it_adds_up_the_day_by_family_and_by_kind(page, root):
    counted("topic", "browsers", requests=30, hits=15, bytes=3 * 1024 * 1024, microseconds=600_000, busy=2)
    counted("topic", "ai", 3, requests=70, hits=5, bytes=1024 * 1024, microseconds=1_400_000, limited=4)
    counted("home", "ai", 23, requests=10, microseconds=100_000)
    shown = page(root)
    assert "Browsers 30 50 % 3.0 MB 0.6 s 20.0 ms 2 0" in shown
    assert "AI crawlers 80 6 % 1.0 MB 1.5 s 18.8 ms 0 4" in shown
    assert "Topics and posts 100 20 % 4.0 MB 2.0 s 20.0 ms 2 4" in shown
    assert "All 110 18 % 4.0 MB 2.1 s 19.1 ms 2 4" in shown


def test_what_is_older_than_a_day_is_not_in_it(page, root):
    counted("topic", "browsers", 24, requests=77)
    assert "77" not in page(root)
    assert "Nothing has been counted yet" in page(root)


def test_the_pages_of_one_family_are_shown_alone(page, root):
    counted("topic", "ai", requests=70)
    counted("home", "browsers", requests=33)
    shown = page(root, "?family=ai")
    assert "Pages asked for by: AI crawlers" in shown
    assert "All 70" in shown and "Home 33" not in shown
    assert "Home 33" in page(root, "?family=nonsense%00")


def test_what_another_version_counted_does_not_break_it(page, root):
    counted("unknown", "unknown", requests=5)
    counted("home", "ai", requests=6)
    assert "All 6" in page(root)


def test_it_says_where_nothing_is_counted(page, root, settings):
    settings.TRAFFIC_IS_COUNTED = False
    assert "FORUM_TRAFFIC is off" in page(root)


def test_it_is_for_admins_and_linked_for_them_alone(as_, root, clerk, ada):
    assert ADDRESS in as_(root).get("/admin/").text
    assert ADDRESS not in as_(clerk).get("/admin/").text
    assert as_(clerk).get(ADDRESS).status_code == 403
    assert as_(ada).get(ADDRESS).status_code == 302


def test_it_costs_the_same_for_few_and_many(as_, root, django_assert_num_queries):
    client = as_(root)
    client.get(ADDRESS)
    counted("home", "ai", requests=6)
    with django_assert_num_queries(3) as few:
        client.get(ADDRESS)
    for hour in range(20):
        counted("topic", "bots", hour, requests=1)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(ADDRESS)
