"""Feeds and sitemaps are read by indexes from their newest end or by keys, however many topics and posts there are.
So are permalinks, and what a board says about topics that have gone elsewhere."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from forum.boards.models import Board
from forum.demo.large.filling import fill
from forum.moderation.moving.tables import TopicPointer
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.plumbing.plans import explained, statements

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TABLES = ("posts_post", "topics_topic", "posts_posttotal")


@pytest.fixture(scope="module", autouse=True)
def large_forum(built_once):
    return built_once(lambda: fill(10_000, 1, timezone.now().date()))


def plans(browser, address):
    """How the database reads topics and posts for what stands at the address."""
    with statements() as seen:
        assert browser.get(address).status_code in (200, 302)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table as small as in tests is read as a whole, unless nothing else will do.
            cursor.execute("SET LOCAL enable_seqscan = off")
    for sql, values in seen:
        if any(f'FROM "{table}"' in sql for table in TABLES):
            yield explained(sql, values)


def addresses():
    busiest = Topic.objects.order_by("-post_count").first()
    board = Board.objects.get(pk=busiest.board_id)
    member = get_user_model().objects.get(pk=busiest.author_id)
    return {
        "site": "/feed/",
        "board": f"{board.get_absolute_url()}feed/",
        "topic": f"{busiest.get_absolute_url()}feed/",
        "member": f"/u/{member.username}/feed/",
        "Markdown": f"{busiest.get_absolute_url().rstrip('/')}.md",
        "sitemap": "/sitemaps/topics-1.xml",
        "sitemap of members": "/sitemaps/members-1.xml",
    }


@pytest.mark.parametrize(
    "what", ["site", "board", "topic", "member", "Markdown", "sitemap", "sitemap of members"]
)
def test_nothing_walks_a_whole_table_or_sorts_it(what, as_):
    found = list(plans(as_(), addresses()[what]))
    assert found
    for plan in found:
        for table in TABLES:
            assert f"Seq Scan on {table}" not in plan, plan
            assert f"SCAN {table}\n" not in f"{plan}\n", plan
        # Rows of the same moment are put in order, but no more.
        assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


def asks_for_no_list_of_all_topics(plan):
    return not re.search(r"(?i)\bscan (on topics_topic )?u\d", plan)


def test_a_permalink_asks_whether_its_own_topic_may_be_seen(as_):
    post = Post.objects.order_by("-pk").first()
    found = list(plans(as_(), f"/p/{post.pk}/")) + list(plans(as_(), f"/p/{post.pk}/replies/"))
    assert found
    assert all(map(asks_for_no_list_of_all_topics, found)), found


def test_what_a_board_says_about_topics_elsewhere_asks_for_these_topics_alone(as_):
    here, elsewhere = Board.objects.order_by("pk")[:2]
    topic = Topic.objects.filter(board=elsewhere).first()
    TopicPointer.objects.create(board=here, topic=topic, until=timezone.now() + timedelta(days=1))
    found = list(plans(as_(), here.get_absolute_url()))
    assert f'href="{topic.get_absolute_url()}"' in as_().get(here.get_absolute_url()).content.decode()
    assert all(map(asks_for_no_list_of_all_topics, found)), found
