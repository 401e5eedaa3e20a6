"""What hangs on a page's posts comes in one query, however many posts there are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.moderation import post_acts
from forum.pages.posts.extras import extras_of
from forum.posts.models import Post

pytestmark = pytest.mark.every_database


def counts(reader, topic):
    posts = list(topic.posts.order_by("number"))
    extras = extras_of(reader, topic, posts).posts
    return [extras[post.pk].reply_count for post in posts]


def test_the_answers_to_each_post_are_counted(ben, topic, say):
    first = topic.posts.get()
    say(ben, topic)
    second = say(ben, topic, reply_to=first)
    say(ben, topic, reply_to=first)
    say(ben, topic, reply_to=second)
    assert counts(AnonymousUser(), topic) == [2, 0, 1, 0, 0]


def test_a_removed_answer_and_one_in_another_topic_do_not_count(ada, ben, mod, board, topic, start, say):
    first = topic.posts.get()
    removed, gone = say(ben, topic, reply_to=first), say(ben, start(ada, board, title="Elsewhere"))
    post_acts.remove(mod, removed, "x")
    Post.objects.filter(pk=gone.pk).update(reply_to=first)
    assert counts(ben, topic) == [0, 0]


def test_many_posts_take_as_many_queries_as_few(ben, topic, long_topic):
    asked = []
    for each in (topic, long_topic(60)):
        with CaptureQueriesContext(connection) as queries:
            counts(ben, each)
        asked.append(len(queries) - 1)
    assert asked == [1, 1]
