"""PostgreSQL ends a connection, as it does with all of them when it restarts; collected only where it is the database."""

import pytest

from forum.posts import publishing
from forum.posts.models import Post
from forum.topics import rules
from tests.outages.test_outages import TEXT, reply
from tests.plumbing.outages import end_connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_that_was_ended_between_two_requests_is_made_anew(answered, ben, topic):
    browser = answered(ben)
    for send, status in ((lambda: browser.get("/"), 200), (lambda: reply(browser, topic), 303)):
        end_connection()
        assert send().status_code == status
    assert Post.objects.filter(topic=topic).count() == 2


def test_a_connection_that_ends_in_the_midst_of_reading_is_made_anew(answered, ben, topic, monkeypatch):
    ended = []

    def once(*args):
        if not ended:
            ended.append(end_connection())
        return real(*args)

    real = rules.can_reply
    monkeypatch.setattr(rules, "can_reply", once)
    answer = answered(ben).get(topic.get_absolute_url())
    assert answer.status_code == 200
    assert topic.title in answer.text
    assert ended


def test_a_connection_that_ends_in_the_midst_of_writing_is_an_outage_and_nothing_is_done_twice(
    answered, ben, topic, monkeypatch
):
    def ending(*args, **kwargs):
        end_connection()
        return real(*args, **kwargs)

    real = publishing.reply
    monkeypatch.setattr(publishing, "reply", ending)
    browser = answered(ben)
    answer = reply(browser, topic)
    assert answer.status_code == 503
    assert TEXT in answer.text
    monkeypatch.undo()
    assert reply(browser, topic).status_code == 303
    assert Post.objects.filter(topic=topic).count() == 2
