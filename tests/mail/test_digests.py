"""Digests: once a day or week, in the member's morning, never empty, never what was mailed or read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Level
from forum.mail import sending
from forum.mail.digests import schedule as digests
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Delivery, NotificationPreference
from forum.topics.models import Tag
from tests.mail.conftest import NOON
from tests.races.racing import at_once, failures

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TOMORROW = NOON + timedelta(days=1)


def test_what_is_new_in_a_topic_is_summed_up_next_morning(ben, eve, daily, say, sum_up):
    say(ben, daily, "The belt was worn.")
    say(ben, daily, "I have a new one.")
    [message] = sum_up(TOMORROW)
    assert message.to == [eve.email]
    assert message.subject == "New on Folkmoot, 26 November"
    assert "== General ==" in message.body
    assert daily.title in message.body
    assert "2 new posts: The belt was worn." in message.body
    assert "/mail/stop/" in message.body
    assert "List-Unsubscribe-Post" in message.extra_headers


def test_of_several_posts_the_first_with_words_is_quoted(ben, eve, daily, say, sum_up):
    sum_up(NOON)
    say(ben, daily, "![](https://example.org/a.png)")
    say(ben, daily, "So it looks.")
    [message] = sum_up(TOMORROW)
    assert "2 new posts: So it looks." in message.body


def test_nothing_new_is_no_digest(daily, sum_up):
    assert sum_up(TOMORROW) == []
    assert Delivery.objects.get(kind="digest").state == Delivery.State.SKIPPED


def test_a_day_has_one_digest_however_often_the_worker_looks(ben, daily, say, sum_up):
    say(ben, daily)
    assert len(sum_up(TOMORROW)) == 1
    say(ben, daily, "More.")
    for minutes in range(1, 600, 60):
        assert sum_up(TOMORROW + timedelta(minutes=minutes)) == []
    [message] = sum_up(TOMORROW + timedelta(days=1))
    assert "1 new post: More." in message.body


def test_it_comes_in_the_members_own_morning(ben, eve, daily, say, sum_up):
    User.objects.filter(pk=eve.pk).update(time_zone="Asia/Tokyo")
    sum_up(NOON)
    say(ben, daily)
    # 7 in Tokyo is 22 the evening before in UTC.
    assert sum_up(datetime(2026, 11, 25, 21, 50, tzinfo=UTC)) == []
    assert len(sum_up(datetime(2026, 11, 25, 22, 5, tzinfo=UTC))) == 1


def test_a_worker_that_was_down_in_the_morning_sends_later_and_what_it_missed(ben, daily, say, sum_up):
    say(ben, daily, "Long ago.")
    [message] = sum_up(NOON + timedelta(days=2, hours=9))
    assert "Long ago." in message.body


def test_weeks_are_summed_up_on_monday(ben, eve, topic, say, sum_up):
    following.follow(eve, topic, Level.WEEKLY)
    sum_up(NOON)
    say(ben, topic)
    for days in range(1, 5):
        assert sum_up(NOON + timedelta(days=days)) == []
    [message] = sum_up(NOON + timedelta(days=5))  # Monday
    assert message.subject.startswith("This week on")
    assert sum_up(NOON + timedelta(days=6)) == []


def test_new_topics_of_boards_tags_and_members_stand_by_board(
    ada, ben, eve, board, members_board, start, sum_up, clock
):
    tag = Tag.objects.create(name="Glue", slug="glue")
    for thing in (board, tag, ada):
        following.follow(eve, thing, Level.DAILY)
    clock.shift(60)
    start(ben, board, title="On the board")
    start(ben, members_board, title="With the tag", tags=[tag])
    start(ada, members_board, title="By Ada")
    start(ben, members_board, title="By nobody in particular")
    [message] = sum_up(TOMORROW)
    boards = message.body.split("== ")
    general = next(part for part in boards if part.startswith("General"))
    lounge = next(part for part in boards if part.startswith("Lounge"))
    rest = next(part for part in boards if part.startswith("Also being discussed"))
    assert "On the board" in general
    assert "With the tag" in lounge and "By Ada" in lounge
    assert "By nobody in particular" in rest and "By nobody in particular" not in lounge


def test_what_was_mailed_already_is_left_out(ben, eve, daily, say, work, sum_up):
    say(ben, daily, "For @eve alone.")
    work()
    assert len(mail.outbox) == 1
    assert sum_up(TOMORROW) == []


def test_what_was_read_already_is_left_out(as_, ben, eve, daily, say, sum_up):
    say(ben, daily)
    as_(eve).get(daily.get_absolute_url())
    assert sum_up(TOMORROW) == []


def test_what_was_marked_as_read_is_left_out(as_, ben, eve, daily, say, sum_up):
    say(ben, daily)
    as_(eve).post("/unread/read/")
    assert sum_up(TOMORROW) == []


def test_what_was_marked_unread_again_is_summed_up(as_, ben, eve, daily, say, sum_up, clock):
    post = say(ben, daily)
    browser = as_(eve)
    browser.post("/unread/read/")
    clock.shift(60)
    browser.post(f"/p/{post.pk}/unread/")
    assert len(sum_up(TOMORROW)) == 1


def test_what_is_written_after_marking_everything_as_read_is_summed_up(
    as_, ben, eve, daily, say, sum_up, clock
):
    as_(eve).post("/unread/read/")
    clock.shift(60)
    say(ben, daily)
    assert len(sum_up(TOMORROW)) == 1


def test_ones_own_posts_are_left_out(eve, daily, say, sum_up):
    say(eve, daily)
    assert sum_up(TOMORROW) == []


CHANGES = {
    "removed": lambda root, post, eve: post_acts.remove(root, post, "x"),
    "topic removed": lambda root, post, eve: topic_acts.remove(root, post.topic, "x"),
    "made private": lambda root, post, eve: apply_preset(post.topic.board, Preset.STAFF),
    "ignored": lambda root, post, eve: following.mute(eve, post.author),
    "muted": lambda root, post, eve: following.mute(eve, post.topic),
    "left": lambda root, post, eve: following.unfollow(eve, post.topic),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_for_them_any_more_is_left_out(change, root, ben, eve, daily, say, sum_up):
    post = say(ben, daily, "Unsaid.")
    CHANGES[change](root, post, eve)
    assert all("Unsaid." not in message.body for message in sum_up(TOMORROW))
    assert "Unsaid." not in "".join(message.body for message in mail.outbox)


def test_the_rest_tells_nothing_of_hidden_boards_and_what_is_muted(
    ada, ben, root, eve, daily, say, start, staff_board, members_board, sum_up
):
    say(ben, daily)
    start(root, staff_board, title="Keys of the shed")
    following.mute(eve, start(ben, members_board, title="Muted one"))
    following.mute(eve, ada)
    start(ada, members_board, title="By one who is ignored")
    start(ben, members_board, title="Fine one")
    [message] = sum_up(TOMORROW)
    assert "Fine one" in message.body
    for hidden in ("Keys of the shed", "Muted one", "By one who is ignored"):
        assert hidden not in message.body


def test_a_member_who_wants_no_digests_gets_none(ben, eve, daily, say, sum_up):
    NotificationPreference.objects.create(member=eve, choices={"digest": {"mail": False}})
    say(ben, daily)
    assert sum_up(TOMORROW) == []


def test_a_digest_that_failed_is_made_up_for_by_the_next(ben, daily, say, sum_up, monkeypatch):
    say(ben, daily, "Never lost.")
    with monkeypatch.context() as patch:
        patch.setattr(sending, "compose_mail", lambda delivery: 1 / 0)
        sum_up(TOMORROW)
    Delivery.objects.filter(kind="digest").update(state=Delivery.State.FAILED)
    [message] = sum_up(TOMORROW + timedelta(days=1))
    assert "Never lost." in message.body


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_digest(ben, daily, say, clock):
    say(ben, daily)
    clock.move_to(TOMORROW)
    assert failures(at_once([digests.write_due_digests] * 6)) == []
    assert Delivery.objects.filter(kind="digest").count() == 1


@pytest.mark.parametrize("zone", ["", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Nowhere/At_All"])
def test_every_time_zone_has_its_morning(zone, ben, eve, daily, say, sum_up):
    User.objects.filter(pk=eve.pk).update(time_zone=zone)
    sum_up(NOON)
    say(ben, daily)
    found = [sum_up(NOON + timedelta(hours=hours)) for hours in range(1, 25)]
    assert [len(messages) for messages in found].count(1) == 1
    assert timezone.get_current_timezone_name() == "UTC"
