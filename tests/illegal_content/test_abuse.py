"""What somebody who means ill tries with notices: mail to strangers, more places in the queue, a look at what is hidden."""

import pytest

from forum import limits
from forum.illegal_content import deciding, fairness, notifying
from forum.illegal_content.models import Case, Notice, Objection
from forum.jobs.running import run_due
from forum.notifications.models import Delivery
from tests.illegal_content.stage import CHILD_ABUSE, FILLED_IN, HATE, notice_of, visitor

pytestmark = pytest.mark.django_db
MOST_IN_WINDOW = sum(fairness.PLACES.values()) + fairness.SHARED


@pytest.fixture(autouse=True)
def has_mail(settings):
    settings.HAS_MAIL = True


def work():
    while run_due():
        pass


def test_a_stranger_gets_no_more_decisions_than_receipts(mod, ada, board, start):
    for number in range(9):
        notice = notice_of(start(ada, board), number=number, email="stranger@example.net")
        deciding.decide(mod, notice.case_id, Case.Outcome.NOTHING, "No.")
    work()
    kinds = Delivery.objects.filter(address="stranger@example.net").values_list("kind", flat=True)
    most = limits.LIMITS["mail-to"].most
    assert (list(kinds).count("notice-receipt"), list(kinds).count("notice-decision")) == (most, most)


def test_a_member_is_told_at_their_own_address_beyond_that(mod, ben, ada, board, start):
    for _count in range(limits.LIMITS["mail-to"].most):
        limits.spend("mail-to", ben.email)
    notice = notice_of(start(ada, board), by=ben, email=ben.email)
    deciding.decide(mod, notice.case_id, Case.Outcome.NOTHING, "No.")
    work()
    assert not notice.is_mailed and Delivery.objects.filter(kind="notice-decision").exists()


def test_confirming_what_is_in_the_queue_makes_no_room_for_more(long_topic):
    for number, thing in enumerate(long_topic(40).posts.all()):
        notice = notice_of(thing, number=number, words=f"Bad {number}", email=f"a{number}@example.net")
        notifying.confirm(notice)
    assert Case.objects.queued().count() <= MOST_IN_WINDOW


def test_a_lane_uses_what_no_other_needs_and_leaves_each_its_own(long_topic):
    things = list(long_topic(40).posts.all())
    for number, thing in enumerate(things[:20]):
        notice_of(thing, number=number, words=f"Bad {number}", category=CHILD_ABUSE)
    assert Case.objects.queued().count() == fairness.PLACES[Case.Lane.URGENT] + fairness.SHARED
    for number, thing in enumerate(things[20:30], 20):
        notice_of(thing, number=number, words=f"Bad {number}")
    assert Case.objects.queued().filter(is_urgent=False).count() == fairness.PLACES[Case.Lane.OPEN]
    for number, thing in enumerate(things[30:], 30):
        notifying.confirm(
            notice_of(thing, number=number, words=f"Bad {number}", email=f"a{number}@example.net")
        )
    assert Case.objects.queued().count() == MOST_IN_WINDOW


def test_what_turns_out_to_be_urgent_in_the_queue_is_mailed_at_once(root, topic):
    notice_of(topic, category=HATE)
    assert not Delivery.objects.filter(kind="notice-urgent").exists()
    notice_of(topic, category=CHILD_ABUSE, number=2)
    notice_of(topic, category=CHILD_ABUSE, number=3)
    assert Delivery.objects.filter(kind="notice-urgent").count() == 1


def test_a_flood_of_objections_to_one_decision_is_one_item_and_answered_at_once(as_, root, mod, topic):
    for number in range(12):
        notice = notice_of(topic, number=number, email=f"a{number}@example.net")
    deciding.decide(mod, notice.case_id, Case.Outcome.NOTHING, "No.")
    for number, notice in enumerate(Notice.objects.order_by("pk")):
        Objection.objects.create(notice=notice, words=f"Line {number} is bad.")
    page = as_(root).get("/moderate/illegal/").text
    assert page.count('id="objections-') == 1
    assert (
        "Line 4 is bad." in page and "Line 5 is bad." not in page and "7 more people objected to it." in page
    )
    first = Objection.objects.order_by("pk").first()
    as_(root).post(f"/moderate/to-do/objections/{first.pk}/stands/", {"ready": "same"})
    assert not Objection.objects.open().exists()
    assert Delivery.objects.filter(kind="notice-objection").count() == 12


def test_a_form_from_before_shows_nothing_of_what_is_there_now(mod, ben, topic, say, staff_board):
    post = say(ben, topic, "What anybody could read.")
    forms = {f"/p/{post.pk}/illegal/": {}, f"{topic.get_absolute_url()}illegal/": {}}
    for address in forms:
        page = visitor().get(address)
        forms[address] = {"seen": page.context["form"]["seen"].value()}
    post.source, post.text, post.html = ("A secret.",) * 3
    post.save()
    topic.board, topic.title = staff_board, "Secret title"
    topic.save()
    for number, (address, sent) in enumerate(forms.items(), 1):
        answer = visitor(number).post(address, FILLED_IN | sent | {"name": ""})
        assert answer.status_code == 422 and "It calls for violence." in answer.text
        assert "ecret" not in answer.text
        answer = visitor(number).post(address, FILLED_IN | sent, follow=True)
        assert "We received your report." in answer.text and "ecret" not in answer.text
        assert visitor().get(address).status_code == 404


def test_what_was_ticked_stays_so_when_the_answer_is_missing(as_, mod, long_topic):
    for number, thing in enumerate(long_topic(12).posts.all()):
        notice_of(thing, number=number, words=f"Bad {number}")
    case = Case.objects.held_back().first()
    answer = as_(mod).post("/moderate/illegal/held-back/", {"case": [case.pk], "nothing": "1"})
    assert answer.status_code == 422 and f'value="{case.pk}" checked' in answer.text
