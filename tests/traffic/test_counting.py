"""What is asked for is counted by kind and family, in memory, and written now and then in one short transaction."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.pages.topic_lists.lists import LISTS
from forum.serving import kept_answers
from forum.serving.exchange import Exchange
from forum.traffic.counting import HOUR, TRAFFIC, count
from forum.traffic.families import FAMILIES, family_of
from forum.traffic.kinds import KINDS, kind_of
from forum.traffic.models import TrafficHour
from forum.traffic.old_hours import forget_old_hours
from tests.serving.wire import exchange

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(autouse=True)
def nothing_counted():
    TRAFFIC.forget()
    yield
    TRAFFIC.forget()


def rows():
    TRAFFIC.write_now()
    return list(TrafficHour.objects.order_by("kind", "family").values())


def only_row():
    [row] = rows()
    return row


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "home"), ("/t/12-hello/", "topic"), ("/p/7/", "topic"), ("/b/general/", "board"), ("/boards/", "board"),
        ("/tags/", "list"), ("/tag/x/", "list"), ("/feed/", "feed"), ("/b/general/feed/", "feed"), ("/t/1-feed/", "topic"),
        ("/following/feed/k/", "feed"), ("/following/", "own"), ("/settings/", "own"), ("/u/ada/", "profile"),
        ("/accounts/login/", "ways_in"), ("/admin/posts/post/", "admin"), ("/moderate/", "admin"), ("/search/", "search"),
        ("/static/css/base.css", "static"), ("/theme-3.css", "static"), ("/palette-3.css", "static"), ("/files/abc/x.png", "files"), ("/robots.txt", "other"),
        ("/wp-login.php", "other"), ("//", "other"), ("", "other"), ("/" + "x" * 500, "other"),
    ],
)  # fmt: skip
def test_an_address_is_of_a_kind(path, kind):
    assert kind_of(path) == kind
    assert kind in KINDS


def test_every_list_is_counted_as_a_list_or_as_a_members_own():
    assert {kind_of(f"/{name}/") for name in LISTS} <= {"list", "own"}


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (FIREFOX, "browsers"), ("Lynx/2.9.2 libwww-FM/2.14", "browsers"), ("Mozilla/5.0 (Linux; Android 10; CUBOT X30)", "browsers"),
        (GOOGLE, "engines"), ("Mozilla/5.0 (compatible; bingbot/2.0)", "engines"), ("Applebot/0.1", "engines"),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)", "ai"), ("ClaudeBot/1.0", "ai"),
        ("Applebot-Extended/0.1", "ai"), ("CCBot/2.0", "ai"), ("Feedly/1.0", "feeds"), ("FreshRSS/1.2", "feeds"),
        ("Mozilla/5.0 (compatible; UptimeRobot/2.0)", "monitors"), ("python-requests/2.31", "bots"), ("curl/8.0", "bots"),
        ("SomeBot", "bots"), ("", "bots"), ("\x00" * 5000, "bots"),
    ],
)  # fmt: skip
def test_an_agent_is_of_a_family(agent, family):
    assert family_of(agent) == family
    assert family in FAMILIES


def test_a_page_is_counted_with_its_bytes_and_its_cost(client, topic):
    page = client.get(topic.get_absolute_url(), headers={"user-agent": GOOGLE})
    row = only_row()
    assert (row["kind"], row["family"], row["requests"], row["hits"]) == ("topic", "engines", 1, 0)
    assert row["bytes"] == len(page.content)
    assert row["microseconds"] > 0
    assert (row["busy"], row["limited"]) == (0, 0)


def test_what_is_counted_twice_is_added_up_in_one_row(client, topic):
    for _time in range(2):
        client.get(topic.get_absolute_url(), headers={"user-agent": FIREFOX})
        TRAFFIC.write_now()
    assert only_row()["requests"] == 2


def test_a_page_asked_for_writes_nothing_itself(client, topic):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(topic.get_absolute_url())
    assert asked.captured_queries
    assert not [one for one in asked.captured_queries if not one["sql"].startswith("SELECT")]
    assert not TrafficHour.objects.exists()


def test_refusals_are_counted_apart():
    one = exchange(("user-agent", FIREFOX), method="GET", path="/latest/")
    Exchange.refuse(one, 503)
    count("/latest/", FIREFOX, status=429)
    count("/latest/", FIREFOX, status=404)
    row = only_row()
    assert (row["kind"], row["requests"], row["busy"], row["limited"]) == ("list", 3, 1, 1)


def test_a_page_from_the_store_is_a_hit_before_django(monkeypatch):
    monkeypatch.setattr(kept_answers.the_store, "get", lambda: {"key": "entry"})
    monkeypatch.setattr(
        kept_answers, "asked", lambda *_request: type("A", (), {"key": "key", "is_head": False})
    )
    monkeypatch.setattr(kept_answers, "shown", lambda *_entry: (200, [], b"page"))
    one = exchange(("user-agent", FIREFOX), method="GET", path="/tags/")
    assert kept_answers.kept_answer(one) == (200, [], b"page")
    row = only_row()
    assert (row["kind"], row["requests"], row["hits"], row["bytes"]) == ("list", 1, 1, 4)


def test_a_flood_of_addresses_and_agents_takes_no_more_memory():
    for number in range(2_000):
        count(f"/{number}/{number}/", f"agent {number}", status=200)
    assert len(TRAFFIC.waiting) <= 2  # an hour may end meanwhile


def test_no_name_of_a_program_and_no_address_is_written():
    count("/t/1-secret-words/", "Mozilla/5.0 (My very own browser)", status=200)
    row = only_row()
    assert {row["kind"], row["family"]} == {"topic", "browsers"}
    assert {name for name in row if isinstance(row[name], str)} == {"kind", "family"}


def test_nothing_is_counted_where_the_owner_wants_none(settings):
    settings.TRAFFIC_IS_COUNTED = False
    count("/", FIREFOX, status=200)
    assert rows() == []


def test_the_worker_forgets_what_is_older_than_a_day(django_assert_num_queries):
    now = int(time.time()) // HOUR
    for hour in (now, now - 24, now - 26):
        TrafficHour.objects.create(hour=hour, kind="home", family="bots", requests=1)
    forget_old_hours()
    assert set(TrafficHour.objects.values_list("hour", flat=True)) == {now, now - 24}
    with django_assert_num_queries(1):
        forget_old_hours()
