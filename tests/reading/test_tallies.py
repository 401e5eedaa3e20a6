"""The replies of the last week, month and year, by which topics are listed at the top."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.presets import Preset
from forum.follows import following
from forum.jobs import running
from forum.jobs.models import Job
from forum.moderation import post_acts, topic_acts
from forum.posts.models import Post
from forum.reading import tallies
from forum.reading.models import TopicTally
from forum.topics.models import Topic
from tests.conftest import opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def rows(page: str) -> list[tuple[str, int]]:
    """The titles of a list with the number of replies that stands beside each."""
    found = re.findall(
        r'class="row-link" href="/t/[^>]*>([^<]*)<.*?class="row-number"><b>(\d+)</b>', page, re.DOTALL
    )
    return [(title, int(replies)) for title, replies in found]


def work() -> None:
    while running.run_due():
        pass


def ago(days: float, *posts: Post) -> None:
    for post in posts:
        Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=days))
    tallies.recount({post.topic_id for post in posts})


@pytest.fixture
def answered(ada, root, board, start, say):
    """Old had four replies 20 days ago, Fresh two just now, Silent none."""
    old, fresh, _silent = (start(ada, board, title=title) for title in ("Old", "Fresh", "Silent"))
    past = [say(root, old) for _ in range(4)]
    for _ in range(2):
        say(root, fresh)
    work()
    ago(20, *past)
    return old, fresh


def test_topics_are_listed_by_the_replies_they_got_in_the_period(as_, answered):
    assert rows(as_().get("/top/").text) == [("Fresh", 2)]
    for period in ("month", "year", "all"):
        assert rows(as_().get(f"/top/?period={period}").text) == [("Old", 4), ("Fresh", 2)]


def test_only_the_replies_of_the_period_are_counted_beside_a_topic(as_, answered, root, say):
    say(root, answered[0], "And one today.")
    work()
    assert rows(as_().get("/top/").text) == [("Fresh", 2), ("Old", 1)]
    assert rows(as_().get("/top/?period=month").text)[0] == ("Old", 5)


def test_each_period_says_its_rule_and_leads_to_the_others(as_, answered):
    page = as_().get("/top/?period=month&board=general").text
    assert "<h1" in page and "Top this month in General</h1>" in page
    assert "Most replies in the last 30 days first." in page
    links = page.partition("choices-nav")[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', links) == [
        "/top/?board=general", "/top/?period=month&amp;board=general", "/top/?period=year&amp;board=general",
        "/top/?period=all&amp;board=general",
    ]  # fmt: skip


@pytest.mark.parametrize("period", ["", "day", "week", "%00"])
def test_a_period_that_there_is_not_is_not_found(period, as_, answered):
    assert as_().get(f"/top/?period={period}").status_code == (200 if period == "week" else 404)


def test_what_is_removed_counts_no_more_and_again_when_it_is_restored(as_, mod, answered, board):
    reply = answered[1].posts.get(number=2)
    post_acts.remove(mod, reply, "")
    work()
    assert rows(as_().get("/top/").text) == [("Fresh", 1)]
    reply.refresh_from_db()
    post_acts.restore(mod, reply)
    work()
    assert rows(as_().get("/top/").text) == [("Fresh", 2)]
    topic_acts.remove(mod, answered[1], "")
    assert rows(as_().get("/top/").text) == []


def test_what_one_may_not_see_or_has_muted_is_not_at_the_top(as_, ada, eve, root, answered, start, say):
    hidden = start(root, opened("Backroom", Preset.STAFF), title="Hidden")
    for _ in range(3):
        say(root, hidden)
    work()
    assert rows(as_(root).get("/top/").text) == [("Hidden", 3), ("Fresh", 2)]
    assert rows(as_(eve).get("/top/").text) == [("Fresh", 2)]
    following.mute(eve, answered[1])
    assert rows(as_(eve).get("/top/").text) == []


def test_a_job_that_runs_twice_counts_once(as_, answered):
    Job.objects.update(state=Job.State.WAITING)
    work()
    assert rows(as_().get("/top/").text) == [("Fresh", 2)]


def test_a_day_later_a_reply_may_be_older_than_the_period(as_, answered, time_machine):
    assert TopicTally.objects.filter(period="week").count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=9))
    running.begin_day()
    work()
    assert rows(as_().get("/top/").text) == []
    assert rows(as_().get("/top/?period=month").text) == [("Old", 4), ("Fresh", 2)]
    time_machine.move_to(timezone.now() + timedelta(days=400))
    running.begin_day()
    work()
    assert not TopicTally.objects.exists()
    assert rows(as_().get("/top/?period=all").text) == [("Old", 4), ("Fresh", 2)]


def test_all_topics_are_counted_slice_by_slice(answered, monkeypatch):
    TopicTally.objects.all().delete()
    monkeypatch.setattr(tallies, "SLICE", 1)
    tallies.begin_recount()
    work()
    assert set(TopicTally.objects.filter(period="month").values_list("topic__title", "replies")) == {
        ("Old", 4),
        ("Fresh", 2),
    }
    assert Topic.objects.get(title="Silent").tallies.count() == 0


def test_counting_many_topics_takes_as_many_queries_as_counting_one(answered, django_assert_num_queries):
    TopicTally.objects.all().delete()
    with django_assert_num_queries(5):
        tallies.recount([answered[0].pk])
    TopicTally.objects.all().delete()
    with django_assert_num_queries(5):
        tallies.recount([topic.pk for topic in answered])
