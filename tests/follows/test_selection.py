"""Everything that can be followed, muted, ignored, removed, hidden, closed and read, on every surface that tells of it.

One stage holds all combinations: a topic for each way in which it can go away, a reader for each way to follow and
mute it. What is right is said here once more, in words of its own.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.follows.models import FeedKey, Follow, Level
from forum.mail import post_mail
from forum.mail.composing import NotSent, recipient_locale
from forum.mail.digests import content
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.site.models import SiteSettings
from tests.follows.combinations import (
    CASES,
    MAILED,
    WAYS,
    Stage,
    build,
    is_heard,
    is_heard_by_follow,
    is_left_out,
    is_listed,
    mute_of,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(scope="module", params=["before", "after"])
def stage(request, built_once):
    """All that happens to the topics happens before they are told of, or after."""
    return built_once(lambda: build(request.param))


def check(stage: Stage, found, right, cases=CASES) -> None:
    """`found(case)` are the ways that a surface tells of, `right(case, way)` says which it should."""
    wrong = []
    for case in cases:
        there = found(case)
        wrong += [(case, way, way in there) for way in WAYS if (way in there) != right(case, way)]
    assert wrong == []


def test_the_bell_and_its_list(stage):
    def found(case):
        rows = stage.get(case, "/notifications/").split('class="notification-row notification-new"')[1:]
        ways = stage.ways_in("".join(row.partition('/">')[2].partition("</a>")[0] for row in rows))
        assert f'"unread": {len(ways)},' in stage.get(case, "/notifications/count/")
        return ways

    check(stage, found, lambda case, way: is_heard(case, way) and not case.has_read)


def test_mail_at_once(stage):
    def found(case):
        mails = Delivery.objects.filter(
            member=stage.readers[case], channel=Channel.MAIL, post__isnull=False, kind__in=MAILED
        )
        return stage.ways_in("".join(subject_of(mail) for mail in mails))

    def subject_of(mail):
        try:
            with recipient_locale(mail):
                return post_mail.compose(mail, SiteSettings.current()).subject
        except NotSent:
            return ""

    check(stage, found, lambda case, way: is_heard(case, way) and not case.has_read)


def test_the_digest(stage):
    until = timezone.now() + timedelta(minutes=1)

    def found(case):
        reader = stage.readers[case]
        posts = content.new_posts(reader, Level.DAILY, until - timedelta(days=1), until)
        rest = content.liveliest_elsewhere(
            reader, until - timedelta(days=1), until, {post.topic_id for post in posts}, hides=False
        )
        for way in stage.ways_in("".join(item.title for item in rest)):
            assert mute_of(case, way) == "none" and not case.has_read, (case, way)
            assert way.removed == "no" and not way.is_hidden, (case, way)
        return stage.ways_in("".join(post.topic.title for post in posts))

    Follow.objects.active().update(level=Level.DAILY)
    Delivery.objects.filter(channel=Channel.MAIL).delete()
    check(stage, found, lambda case, way: is_heard_by_follow(case, way) and not case.has_read)


# Of what is looked up there it does not matter when it was told.
however_told = pytest.mark.parametrize("stage", ["after"], indirect=True)


@however_told
def test_the_feed(stage):
    def found(case):
        key, _made = FeedKey.objects.get_or_create(member=stage.readers[case])
        feed = stage.get(case, f"/following/feed/{key.key}/")
        return stage.ways_in("".join(re.findall("<entry><title>(.*?)</title>", feed)))

    check(stage, found, is_heard_by_follow)


@however_told
def test_what_is_new_in_the_list_of_follows(stage):
    def found(case):
        rows = stage.get(case, "/following/").split('<li class="row-follow')[1:]
        return stage.ways_in("".join(row.partition("</h2>")[0] for row in rows if 'class="new-count"' in row))

    check(stage, found, lambda case, way: is_heard_by_follow(case, way) and not case.has_read)


UNREAD = [case for case in CASES if not case.has_read]


@however_told
def test_the_latest_topics(stage):
    def found(case):
        return stage.ways_in("".join(re.findall(r">(Topic No\. \d+)</a>", stage.get(case, "/latest/"))))

    check(stage, found, lambda case, way: is_listed(way) and not is_left_out(case, way), UNREAD)


@however_told
def test_the_latest_of_each_board_on_home(stage):
    def found(case):
        return stage.ways_in("".join(re.findall(r">(Topic No\. \d+)</a>", stage.get(case, "/"))))

    def right(case, way):
        return is_listed(way) and (case.muted == "board" or not is_left_out(case, way))

    check(stage, found, right, UNREAD)


@however_told
@pytest.mark.parametrize("place", ["board", "other"])
def test_what_is_dim_on_the_page_of_a_board_or_a_tag(place, stage):
    ways = [way for way in WAYS if is_listed(way) and way.removed == "no"]
    assert len(ways) == 2
    for case in UNREAD:
        counts = not (place == "board" and case.muted == "board")
        for way in ways:
            page = stage.get(case, stage.things[way][place].get_absolute_url())
            assert ("row-topic row-muted" in page) == (counts and is_left_out(case, way)), (case, way)
