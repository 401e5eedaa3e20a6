"""A flood of false reports: at most 50 an hour come into the queue, a true one among them does, and none is lost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forum.illegal_content import fairness, notifying
from forum.illegal_content.models import Case, Notice
from forum.mail.composing import compose_mail
from forum.notifications.models import Delivery
from tests.conftest import join
from tests.illegal_content.stage import CHILD_ABUSE, HATE, notice_of, visitor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def things(ada, topic, long_topic):
    """Posts in two topics."""
    return list(long_topic(40).posts.all())


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


def bogus(thing, number, **said):
    return notice_of(thing, number=number, words=said.pop("words", f"Bad thing {number}"), **said)


def queued():
    return Case.objects.queued().count()


def test_a_few_come_in_at_once_and_the_others_one_after_the_other(clock, things):
    for number, thing in enumerate(things[:12]):
        bogus(thing, number)
    at_once = fairness.PLACES[Case.Lane.OPEN] + fairness.SHARED
    assert queued() == at_once
    assert Notice.objects.count() == 12
    clock.shift(fairness.WINDOW + timedelta(seconds=1))
    fairness.let_in()
    assert queued() == 2 * at_once
    for _window in range(2):
        clock.shift(fairness.WINDOW + timedelta(seconds=1))
        fairness.let_in()
    assert queued() == 12


def test_in_no_hour_more_than_fifty_come_in_whatever_they_say(clock, things, start, root, board):
    members = [join(f"m{n}", date_joined=NOON - timedelta(days=9), post_count=9) for n in range(3)]
    for minute in range(75):
        clock.move_to(NOON + timedelta(minutes=minute))
        for each, category in ((0, HATE), (1, CHILD_ABUSE), (2, HATE)):
            if minute < 40:
                by = members[minute % 3] if each == 2 else None
                topic = (
                    things[(minute + 13 * each) % 40]
                    if each == 0
                    else start(root, board, title=f"{each} {minute}")
                )
                bogus(topic, 3 * minute + each, category=category, by=by)
        fairness.let_in()
    times = sorted(Case.objects.exclude(queued_at=None).values_list("queued_at", flat=True))
    assert len(times) > 40
    in_each_hour = [sum(1 for other in times if 0 <= (other - one).total_seconds() < 3600) for one in times]
    assert max(in_each_hour) <= 50


def test_a_true_one_among_many_that_have_something_in_common_comes_in_next(clock, things, start, root, board):
    for number, thing in enumerate(things):
        bogus(thing, number, words="THE SAME  text")
    true = notice_of(start(root, board, title="Elsewhere"), number=9_000, words="On line 3 it says …")
    assert true.case.queued_at is None
    clock.shift(fairness.WINDOW + timedelta(seconds=1))
    assert true.case.pk in fairness.let_in()


def test_nobody_holds_a_case_back_by_adding_to_it(clock, things, start, root, board):
    for number, thing in enumerate(things):
        bogus(thing, number, words="The same text")
    other = start(root, board, title="Elsewhere")
    bogus(other, 50, words="The same text")
    true = notice_of(other, number=9_000, words="On line 3 it says …")
    clock.shift(fairness.WINDOW + timedelta(seconds=1))
    assert true.case.pk in fairness.let_in()


def test_a_confirmed_address_and_a_member_in_good_standing_come_in_during_a_flood(
    clock, settings, things, start, root, board
):
    settings.HAS_MAIL = True
    for number, thing in enumerate(things):
        bogus(thing, number)
    topics = [start(root, board, title=f"Elsewhere {n}") for n in range(3)]
    waiting = notice_of(topics[0], number=900, email="pat@example.net")
    assert not Case.objects.get(pk=waiting.case_id).queued_at
    page = visitor().get(f"/illegal-content/{waiting.secret}/").text
    assert "it may take longer" in page and "moves up" in page
    link = re.search(
        r"/illegal-content/confirm/\S+", compose_mail(Delivery.objects.get(kind="notice-receipt")).body
    ).group()
    assert visitor().get(link).status_code == 200
    assert not Notice.objects.get(pk=waiting.pk).confirmed_at  # programs that look after mail open each link
    assert visitor().post(link).status_code == 303
    assert Case.objects.get(pk=waiting.case_id).queued_at
    regular = join("regular", date_joined=NOON - timedelta(days=9), post_count=9)
    assert Case.objects.get(pk=notice_of(topics[1], by=regular, number=901).case_id).queued_at
    newcomer = join("newcomer", date_joined=NOON)
    assert not Case.objects.get(pk=notice_of(topics[2], by=newcomer, number=902).case_id).queued_at


def test_child_abuse_has_places_of_its_own(clock, things, topic):
    for number, thing in enumerate(things):
        bogus(thing, number)
    assert Case.objects.get(pk=notice_of(topic, number=900, category=CHILD_ABUSE).case_id).queued_at


def test_many_notices_about_one_thing_are_one_item_and_all_have_their_receipt(clock, topic):
    notices = [bogus(topic, number) for number in range(30)]
    assert queued() == 1
    for notice in (notices[0], notices[-1]):
        assert "A moderator will look at it." in visitor().get(f"/illegal-content/{notice.secret}/").text


def test_moderators_see_what_is_held_back_take_some_in_and_answer_the_others(clock, as_, mod, eve, things):
    for number, thing in enumerate(things[:9]):
        bogus(thing, number)
    waiting = list(Case.objects.held_back().order_by("pk").values_list("pk", flat=True))
    page = as_(mod).get("/moderate/illegal/").text
    assert "4 reports held back" in page
    assert as_(eve).post("/moderate/illegal/held-back/", {"case": waiting[0]}).status_code == 403
    as_(mod).post("/moderate/illegal/held-back/", {"case": waiting[0], "take_in": "1"})
    assert Case.objects.get(pk=waiting[0]).queued_at
    sent = {"case": waiting[1:3], "nothing": "1"}
    answer = as_(mod).post("/moderate/illegal/held-back/", sent)
    assert answer.status_code == 422 and "Write what they are told." in answer.text
    as_(mod).post("/moderate/illegal/held-back/", sent | {"answer": "Nobody sees anything."})
    assert [Case.objects.get(pk=pk).outcome for pk in waiting[1:]] == ["nothing", "nothing", ""]
    assert (
        as_(mod).post("/moderate/illegal/held-back/", {"case": waiting[1], "take_in": "1"}).status_code == 422
    )


def test_wide_networks_count_as_one(things):
    marks = [
        fairness.marks_of(network=network, scope="", words="", email="")
        for network in ("192.0.2.1", "192.0.77.1", "2001:db8:1::/64", "2001:db8:2::/64", "198.51.100.1")
    ]
    assert set(marks[0]) & set(marks[1]) and set(marks[2]) & set(marks[3])
    assert not set(marks[0]) & set(marks[4])
    assert notifying.scope_of(things[0]) == notifying.scope_of(things[1])
