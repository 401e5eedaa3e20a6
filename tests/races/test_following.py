"""Following and unfollowing at one moment (K6): a member follows once or not at all, and the count is true."""

from functools import partial

import pytest

from accounts.models import User
from forum.follows import bulk, following
from forum.follows.models import Follow
from forum.limits import LIMITS, Limit
from forum.members import closing_accounts
from tests.follows.things import KINDS, count_of, one_of, send
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS, ROUNDS = 20, 3


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch):
    """Whoever presses twenty times at once is held back; here it is asked what happens if they are not."""
    for name in ("follow", "follow-thing"):
        monkeypatch.setitem(LIMITS, name, Limit(10_000, 60))


@pytest.fixture(params=KINDS)
def thing(request, transactional_db):
    return one_of(request.param, request)


def sending(browser, thing, verb, **fields):
    return lambda: send(browser, thing, verb, **fields)


def counted(thing):
    count = count_of(thing)
    assert count == Follow.objects.active().of(thing).count()
    return count


def test_one_member_cannot_follow_twice(ben, thing, as_):
    answers = at_once([sending(as_(ben), thing, "follow") for _request in range(REQUESTS)])
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert counted(thing) == 1
    assert Follow.objects.count() == 1


def test_following_and_unfollowing_leave_one_row_or_none(ben, thing, as_):
    browsers = [as_(ben) for _request in range(REQUESTS)]
    for _round in range(ROUNDS):
        verbs = ["follow", "unfollow"] * (REQUESTS // 2)
        answers = at_once([sending(*pair) for pair in zip(browsers, [thing] * REQUESTS, verbs, strict=True)])
        assert {answer.status_code for answer in answers} == {303}
        assert counted(thing) <= 1


def test_levels_and_mutes_at_once_leave_one_of_them(ben, thing, as_):
    levels = ["every", "mute", "daily", "mute", "weekly", "site", "first", "mute"]
    answers = at_once([sending(as_(ben), thing, "follow", level=level) for level in levels])
    # A member is ignored by a button of its own instead of being muted.
    refused = {422} if isinstance(thing, User) else set()
    assert {answer.status_code for answer in answers} == {303} | refused
    assert counted(thing) == int(Follow.objects.get().is_active)


def test_twenty_followers_are_twenty(crowd, thing, as_):
    browsers = [as_(member) for member in crowd(REQUESTS)]
    assert failures(at_once([sending(browser, thing, "follow") for browser in browsers])) == []
    assert counted(thing) == REQUESTS
    assert failures(at_once([sending(browser, thing, "unfollow") for browser in browsers])) == []
    assert counted(thing) == 0


def test_two_who_follow_each_other_do_not_block_each_other(ada, ben, as_):
    browsers = {ada: as_(ada), ben: as_(ben)}
    for _round in range(ROUNDS):
        for verb in ("follow", "unfollow"):
            calls = [sending(browsers[ada], ben, verb), sending(browsers[ben], ada, verb)] * 4
            answers = at_once(calls)
            assert failures(answers) == []
            assert {answer.status_code for answer in answers} == {303}
        assert counted(ada) == counted(ben) == 0


def test_two_who_arrange_what_they_have_of_each_other_do_not_block_each_other(ada, ben, board, topic):
    for _round in range(ROUNDS):
        rows = {}
        for member, other in ((ada, ben), (ben, ada)):
            rows[member] = [following.follow(member, thing).pk for thing in (topic, board, other)]
        changes = [partial(bulk.set_choice, member, ids, "daily") for member, ids in rows.items()]
        assert at_once(changes * 3) == [3] * 6
        stopped = at_once([partial(bulk.unfollow_many, member, ids) for member, ids in rows.items()])
        assert [len(follows) for follows in stopped] == [3, 3]
        for thing in (ada, ben, board, topic):
            assert counted(thing) == 0


def test_two_who_follow_each_other_may_leave_at_once(crowd):
    pairs = [crowd(2) for _pair in range(4)]
    for one, other in pairs:
        following.follow(one, other)
        following.follow(other, one)
    assert (
        at_once([partial(closing_accounts.close, member) for pair in pairs for member in pair]) == [None] * 8
    )
    assert not Follow.objects.exists()
    for pair in pairs:
        assert [counted(member) for member in pair] == [0, 0]


def test_one_who_leaves_while_following_leaves_no_follow_and_a_true_count(crowd, thing, as_):
    leaving = crowd(6)
    browsers = [as_(member) for member in leaving]
    calls = [sending(browser, thing, "follow") for browser in browsers]
    calls += [partial(closing_accounts.close, member) for member in leaving]
    assert failures(at_once(calls)) == []
    assert counted(thing) == 0
    assert not Follow.objects.exists()


def test_nobody_follows_one_who_leaves_at_that_moment(crowd, eve, as_):
    browsers = [as_(member) for member in crowd(8)]
    outcomes = at_once(
        [lambda: closing_accounts.close(eve), *(sending(browser, eve, "follow") for browser in browsers)]
    )
    assert failures(outcomes) == []
    assert {answer.status_code for answer in outcomes[1:]} <= {303, 403, 404}
    assert counted(eve) == 0
    assert not Follow.objects.exists()
