"""A row that was rendered for one reader of a list is shown to another only if it looks the same to them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.follows import following
from forum.pages.store.members_parts import the_parts
from forum.pages.topic_lists import kept_rows
from forum.topics.models import Topic


@pytest.fixture
def row(as_, topic):
    def of(reader, address="/latest/"):
        rows = re.findall(r'<li class="row-topic.*?</li>', as_(reader).get(address).text, re.DOTALL)
        return next((one for one in rows if f'href="/t/{topic.pk}-' in one), "")

    return of


def test_a_row_is_rendered_once_and_again_when_it_changed(row, board, topic):
    first = row(None)
    before = kept_rows.rendered.cache_info().misses
    assert row(None) == first
    Topic.objects.filter(pk=topic.pk).update(view_count=7)
    the_parts.forget()  # which no view does: they may be a minute old
    assert "<b>7</b> <span>views</span>" in row(None)
    Topic.objects.filter(pk=topic.pk).update(view_count=8)
    the_parts.forget()
    assert "<b>8</b> <span>views</span>" in row(None)
    assert kept_rows.rendered.cache_info().misses <= before + 1
    Topic.objects.filter(pk=topic.pk).update(title="Another title")
    assert "Another title" in row(None)
    assert board.name not in row(None, board.get_absolute_url())


def test_what_is_unread_or_muted_is_each_readers_own(row, ada, ben, eve, topic, say):
    say(ada, topic, "Something new.")
    assert "row-unread" in row(ben)
    assert "row-unread" not in row(ada)
    assert "row-unread" not in row(None)
    following.mute(eve, topic)
    assert "row-muted" in row(eve, topic.board.get_absolute_url())
    assert "row-muted" not in row(ben, topic.board.get_absolute_url())


def test_a_title_may_have_what_else_stands_for_a_place(row, topic):
    Topic.objects.filter(pk=topic.pk).update(title="100% of %(views)s, 50 %s")
    assert "100% of %(views)s, 50 %s" in row(None)
    assert re.search(r'class="row-title".*?<b>0</b> <span>replies', row(None), re.DOTALL)


AGES = [
    (timedelta(seconds=59), "just now"),
    (timedelta(seconds=61), "1 minute ago"),
    (timedelta(minutes=59, seconds=59), "59 minutes ago"),
    (timedelta(minutes=60, seconds=1), "1 hour ago"),
    (timedelta(hours=47, minutes=59), "1 day ago"),
    (timedelta(days=6, hours=23, minutes=59), "6 days ago"),
]


def test_a_row_that_is_kept_grows_older_with_its_topic(row, topic):
    posted = timezone.now()
    Topic.objects.filter(pk=topic.pk).update(created_at=posted, last_post_at=posted)
    with time_machine.travel(posted, tick=False) as clock:
        for age, words in AGES:
            clock.move_to(posted + age)
            assert row(None).count(f">{words}</time>") == 2
            before = kept_rows.rendered.cache_info()
            clock.shift(timedelta(milliseconds=1))
            assert row(None).count(f">{words}</time>") == 2
            assert kept_rows.rendered.cache_info() == before, "it was put together again"
        clock.move_to(posted + timedelta(days=8))
        assert "ago</time>" not in row(None)


def test_who_lives_elsewhere_is_not_shown_the_times_of_another(row, ada, ben, topic):
    for member, zone in ((ada, "Asia/Tokyo"), (ben, "America/Lima")):
        member.time_zone = zone
        member.save()
    assert "JST" in row(ada)
    assert "JST" not in row(ben)
    assert "JST" in row(ada)
