"""When digests come: in the member's own morning, at no other hour, one in about a day, with their own date."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from forum.follows import following
from forum.follows.models import Level
from forum.mail.digests import schedule as digests
from forum.mail.models import DigestTime
from forum.notifications.models import Delivery
from tests.mail.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Tokyo", 22), ("Asia/Shanghai", 23), ("Pacific/Auckland", 18)]
)
def test_it_bears_the_members_own_date(zone, hour, ben, eve, daily, say, sum_up):
    User.objects.filter(pk=eve.pk).update(time_zone=zone)
    sum_up(NOON)
    say(ben, daily)
    [message] = sum_up(datetime(2026, 11, 25, hour, 25, tzinfo=UTC))
    assert message.subject.endswith("26 November")
    assert "26 November" in message.body


def test_a_week_bears_the_members_own_date(ben, eve, topic, say, sum_up):
    User.objects.filter(pk=eve.pk).update(time_zone="Asia/Tokyo")
    following.follow(eve, topic, Level.WEEKLY)
    sum_up(NOON)
    say(ben, topic)
    [message] = sum_up(datetime(2026, 11, 29, 22, 5, tzinfo=UTC))
    assert message.subject.endswith("30 November")  # a Monday


def hours(sum_up, start, end):
    """The hours after NOON, of these, in which a digest came."""
    return [hour for hour in range(start, end) if sum_up(NOON + timedelta(hours=hour))]


@pytest.fixture
def written(clock):
    """written(1, 48) → the hours after NOON, of these, in which the worker wrote a digest."""

    def act(start, end):
        return [hour for hour in range(start, end) if writes_at(NOON + timedelta(hours=hour))]

    def writes_at(moment):
        clock.move_to(moment)
        before = Delivery.objects.filter(kind="digest").count()
        digests.write_due_digests()
        return Delivery.objects.filter(kind="digest").count() > before

    return act


def test_who_chooses_the_level_in_the_afternoon_gets_the_first_next_morning(
    ben, eve, topic, say, sum_up, clock
):
    following.follow(eve, topic, Level.SITE)
    say(ben, topic, "Long before.")
    clock.move_to(NOON + timedelta(hours=4))
    following.follow(eve, topic, Level.DAILY)
    sum_up(NOON + timedelta(hours=4))
    say(ben, topic, "After it.")
    assert hours(sum_up, 17, 21) == [19]
    message = next(message for message in mail.outbox if "26 November" in message.subject)
    assert "Long before." not in message.body


def test_in_another_time_zone_the_next_comes_in_a_morning_there(eve, daily, written):
    written(0, 1)
    User.objects.filter(pk=eve.pk).update(time_zone="Asia/Tokyo")
    assert written(1, 48) == [10, 34]


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/New_York"]
)
def test_after_going_to_another_time_zone_one_comes_in_about_a_day(zone, eve, daily, written):
    written(0, 1)
    assert written(18, 20) == [19]
    User.objects.filter(pk=eve.pk).update(time_zone=zone)
    came = written(20, 110)
    assert 12 <= came[0] - 19 <= 37
    assert {later - earlier for earlier, later in pairwise(came)} == {24}


def test_going_from_zone_to_zone_all_day_brings_no_more(eve, daily, written):
    came = []
    for hour in range(1, 72):
        zone = ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Auckland"][hour % 4]
        User.objects.filter(pk=eve.pk).update(time_zone=zone)
        came += written(hour, hour + 1)
    assert all(later - earlier >= 12 for earlier, later in pairwise(came))


def test_from_daily_to_weekly_nothing_is_lost_and_nothing_told_twice(ben, eve, daily, say, sum_up, clock):
    sum_up(NOON)
    say(ben, daily, "In the daily one.")
    assert hours(sum_up, 18, 20) == [19]
    say(ben, daily, "After it.")
    clock.move_to(NOON + timedelta(hours=22))
    following.follow(eve, daily, Level.WEEKLY)
    for days in (1, 2, 3):
        assert sum_up(NOON + timedelta(days=days, hours=19)) == []
    [message] = sum_up(NOON + timedelta(days=5))
    assert "After it." in message.body and "In the daily one." not in message.body


def test_the_first_week_is_whole_for_who_has_a_daily_digest_of_something_else(
    ada, ben, eve, board, daily, say, start, sum_up
):
    weekly = start(ada, board, title="By the week")
    following.follow(eve, weekly, Level.WEEKLY)
    say(ben, weekly, "On Wednesday.")
    say(ben, daily, "Every day.")
    [message] = sum_up(NOON + timedelta(hours=20))
    assert f"\n{weekly.title}\n" not in message.body
    say(ben, daily, "The day after.")
    assert len(sum_up(NOON + timedelta(hours=44))) == 1
    messages = sum_up(datetime(2026, 11, 30, 7, 5, tzinfo=UTC))
    [week] = [message for message in messages if "This week" in message.subject]
    assert "By the week" in week.body
    assert daily.title not in week.body


def test_who_stops_and_follows_again_on_one_day_gets_one(eve, daily, written):
    written(0, 1)
    assert written(18, 20) == [19]
    following.unfollow(eve, daily)
    following.follow(eve, daily, Level.DAILY)
    assert written(20, 44) == [43]


@pytest.mark.parametrize("turn", [datetime(2027, 3, 28, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_where_the_clock_is_turned_it_comes_at_the_same_hour_on_the_wall(turn, eve, topic):
    place = ZoneInfo("Europe/Berlin")
    User.objects.filter(pk=eve.pk).update(time_zone=place.key)
    with time_machine.travel(turn - timedelta(days=1, hours=3), tick=False) as clock:
        following.follow(eve, topic, Level.DAILY)
        digests.write_due_digests()
        came = []
        for hour in range(-26, 40):
            clock.move_to(turn + timedelta(hours=hour))
            before = Delivery.objects.count()
            digests.write_due_digests()
            if Delivery.objects.count() > before:
                came.append(timezone.localtime(timezone=place).hour)
    assert came == [7, 7, 7]


def test_a_morning_in_which_the_worker_was_down_moves_no_later_one(daily, written):
    written(0, 1)
    assert written(23, 24) == [23]  # in the place of 19
    assert written(24, 70) == [43, 67]


def test_who_follows_nothing_so_any_more_has_no_time_of_a_digest(eve, daily, sum_up):
    sum_up(NOON)
    assert DigestTime.objects.count() == 1
    following.unfollow(eve, daily)
    sum_up(NOON + timedelta(days=1))
    assert not DigestTime.objects.exists()


def test_the_worker_looks_with_few_queries_however_many_follow(
    topic, followers, sum_up, django_assert_max_num_queries
):
    followers(topic, 60, Level.DAILY)
    sum_up(NOON)
    with django_assert_max_num_queries(4):
        digests.write_due_digests()
