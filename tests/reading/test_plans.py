"""Each question about what is unread goes by indexes, on either database; none looks through a table or sorts one."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from forum.database import statistics
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.markup import VERSION
from forum.notifications.bell import Bell
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.reading import kept_topics, tallies
from forum.reading.missed_topics import missed_topics
from forum.reading.models import ReadLine
from forum.reading.reader_facts import moments_of
from forum.reading.topic_state import state_of
from forum.reading.unread import muted_and_unread, unread_counts, unread_topics
from forum.topics import read_marks
from forum.topics.models import Tag, Topic
from tests.plans.costs import cost_of
from tests.plumbing.plans import statements
from tests.reading.plans import plan_of, scans

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TEXTS = {"source": "x", "html": "<p>x</p>", "text": "x", "markup_version": VERSION}
# Of these there are a handful of rows, and none is asked for by a list.
SMALL = (
    "boards_",
    "auth_",
    "site_",
    "forum_version",
    "reading_readline",
    "subquery",
    "SUBQUERY",
    "CONSTANT ROW",
    "LEFT-MOST",
    "(subquery",
)


def plans(queries) -> list[str]:
    return [plan_of(query["sql"]) for query in queries if query["sql"].lstrip("(").startswith("SELECT")]


def ask(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return plans(queries.captured_queries)


@pytest.fixture
def topics(ada, ben, board, start, say):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(3)]
    say(ben, topics[0])
    return topics


def changed_since(eve, topics):
    kept = replace(kept_topics.kept_topics_of(eve), news_at=-1000.0)
    read_marks.mark_read(eve, topics[1], 1)
    moments = replace(moments_of(eve), latest_post_at=timezone.now())
    return kept_topics._brought_up_to_date(eve, kept, moments)


QUESTIONS = {
    "counts of a list": unread_counts,
    "topics with anything unread": lambda eve, topics: kept_topics.unread_topic_boards(eve),
    "those read or posted in since": changed_since,
    "a page of them": lambda eve, topics: list(unread_topics(eve).listed().newest_first()[:31]),
    "one topic": lambda eve, topics: state_of(eve, topics[0]),
    "moments": lambda eve, topics: moments_of(eve),
    "bell": lambda eve, topics: Bell(eve).moments,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_goes_by_indexes(eve, topics, question):
    answered = ask(lambda: QUESTIONS[question](eve, topics))
    assert answered
    for plan in answered:
        assert scans(plan, but=SMALL) == [], plan


def test_posts_are_counted_in_the_index_alone(eve, topics):
    answered = ask(lambda: unread_counts(eve, topics))
    if connection.vendor == "sqlite":
        [counted] = [plan for plan in answered if re.search("posts?_", plan)]
        assert "USING COVERING INDEX post_unread (topic_id=? AND number>?)" in counted
    else:
        # With a handful of posts it is indifferent to which index it takes.
        looks = [line for plan in answered for line in plan.splitlines() if " on posts_post" in line]
        assert looks
        assert [line for line in looks if not re.search(r"Index (Only )?Scan using post_", line)] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_does_so_for_whoever_has_drawn_lines(eve, topics, board, question):
    ReadLine.objects.create(member=eve, board=board, at=timezone.now())
    for plan in ask(lambda: QUESTIONS[question](eve, topics)):
        assert scans(plan, but=SMALL) == [], plan


def test_a_plan_that_scans_would_be_noticed(topics):
    with CaptureQueriesContext(connection) as queries:
        list(Topic.objects.filter(title__contains="x"))
    [query] = queries.captured_queries
    if connection.vendor == "sqlite":
        assert scans(plan_of(query["sql"]), but=SMALL)
    else:
        assert "Seq Scan on topics_topic" in plan_of(query["sql"])


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL enters its indexes by both bounds")
@pytest.mark.parametrize(
    "question", [unread_counts, lambda eve, topics: missed_topics(eve, timezone.now() - timedelta(days=1))]
)
def test_of_a_very_long_topic_that_nobody_has_read_only_the_last_posts_are_looked_at(
    question, eve, long_topic
):
    topic, steps = long_topic(600), []
    for more in (0, 3_000):
        append_posts(topic, [Post(author=topic.author, **TEXTS) for _number in range(more)])
        tallies.recount([topic.pk])
        with statements() as asked:
            assert question(eve, [topic])
        steps.append(sum(cost_of(*one, set()).amount for one in asked if '"posts_post"' in one[0]))
    assert steps[0] and steps[1] < steps[0] * 1.2


HEARD = {
    "a board's page": lambda eve, topics: muted_and_unread(eve, topics, on_board=False),
    "bell": lambda eve, topics: Bell(eve).unread,
}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL is asked by the plans of all pages")
@pytest.mark.parametrize("question", HEARD)
@pytest.mark.parametrize("knows_rows", [False, True])
def test_however_much_somebody_follows_and_mutes_no_topic_is_compared_with_all_of_it(
    question, knows_rows, ada, eve, board, topics, say
):
    def tag_of(name):
        return Tag.objects.create(name=name, slug=name)

    for topic in topics:
        topic.tags.add(tag_of(f"tag-{topic.pk}"))
        following.follow(eve, topic, Level.EVERY)
        notification = Notification.objects.create(
            member=eve, kind="reply", matter=f"{topic.pk}", topic=topic
        )
        Delivery.objects.create(
            member=eve, post=say(ada, topic), channel="bell", kind="reply", notification=notification
        )
    following.mute(eve, tag_of("muted"))
    others = User.objects.bulk_create(
        User(username=f"other-{n}", username_key=name_key(f"other-{n}")) for n in range(500)
    )
    Follow.objects.bulk_create(
        Follow(member=other, topic=topics[n % 3], level=Level.SITE) for n, other in enumerate(others)
    )
    amounts = []
    for more in (0, 1_000):
        tags = Tag.objects.bulk_create(
            Tag(name=f"{state} {n}", slug=f"{state}-{n}")
            for n in range(more)
            for state in ("muted", "following")
        )
        level = {"muted": "", "following": Level.SITE}
        Follow.objects.bulk_create(
            Follow(member=eve, tag=tag, state=state, level=level[state])
            for tag in tags
            for state in [tag.name.split()[0]]
        )
        if knows_rows:
            statistics.gather_at_once()
        with statements() as asked:
            assert HEARD[question](eve, topics)
        amounts.append(sum(cost_of(*one, set()).amount for one in asked if "follows_follow" in one[0]))
    assert amounts[0] and amounts[1] < amounts[0] * 1.5
