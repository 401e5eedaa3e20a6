"""Following and unfollowing at one moment (K6): a member follows once or not at all, and the count is true."""

import pytest

from forum.follows.models import Follow
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS, ROUNDS = 20, 3


def sending(browser, topic, verb):
    return lambda: browser.post(f"{topic.get_absolute_url()}{verb}/")


def counted(topic):
    topic.refresh_from_db()
    assert topic.follower_count == Follow.objects.filter(topic=topic).count()
    return topic.follower_count


def test_one_member_cannot_follow_twice(ben, topic, as_):
    answers = at_once([sending(as_(ben), topic, "follow") for _request in range(REQUESTS)])
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert counted(topic) == 1


def test_following_and_unfollowing_leave_one_row_or_none(ben, topic, as_):
    browsers = [as_(ben) for _request in range(REQUESTS)]
    for _round in range(ROUNDS):
        verbs = ["follow", "unfollow"] * (REQUESTS // 2)
        answers = at_once([sending(*pair) for pair in zip(browsers, [topic] * REQUESTS, verbs, strict=True)])
        assert {answer.status_code for answer in answers} == {303}
        assert counted(topic) <= 1


def test_twenty_followers_are_twenty(crowd, topic, as_):
    browsers = [as_(member) for member in crowd(REQUESTS)]
    assert failures(at_once([sending(browser, topic, "follow") for browser in browsers])) == []
    assert counted(topic) == REQUESTS
    assert failures(at_once([sending(browser, topic, "unfollow") for browser in browsers])) == []
    assert counted(topic) == 0
