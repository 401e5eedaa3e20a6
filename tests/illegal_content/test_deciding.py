"""Cases of illegal content in the queue: who sees them, what is decided, and who is told."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from forum.illegal_content import alerts, deciding, forgetting
from forum.illegal_content.models import Case, Notice, Objection
from forum.jobs.running import run_due
from forum.legal_holds import holding
from forum.mail.composing import compose_mail
from forum.members import closing_accounts
from forum.moderation import acts, undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.site.models import SiteSettings
from tests.conftest import join
from tests.illegal_content.stage import CHILD_ABUSE, HATE, notice_of, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def has_mail(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def post(topic):
    return topic.posts.get()


@pytest.fixture
def case(topic, say, ben):
    return notice_of(say(ben, topic, "A grave text."), email="pat@example.net").case


def work():
    while run_due():
        pass


def decide(browser, case, decision, **sent):
    return browser.post(
        f"/moderate/to-do/illegal/{case.pk}/{decision}/", {"reason": "Because of § 1."} | sent
    )


def mail_of(kind, address="pat@example.net"):
    return compose_mail(Delivery.objects.filter(kind=kind, address=address).latest("pk")).body


def test_moderators_of_the_board_and_admins_see_it_and_nobody_else(
    as_, mod, root, eve, case, members_board, start, ada
):
    other = notice_of(start(ada, members_board), number=2).case
    assert "A grave text." in as_(mod).get("/moderate/illegal/").text
    assert "A grave text." in as_(root).get("/moderate/").text
    assert as_(eve).get("/moderate/illegal/").status_code == 403
    assert f'id="illegal-{other.pk}"' not in as_(mod).get("/moderate/illegal/").text
    assert decide(as_(mod), other, "nothing").status_code == 404
    assert f'id="illegal-{other.pk}"' in as_(root).get("/moderate/illegal/").text
    assert "/moderate/hold/" in as_(root).get("/moderate/illegal/").text
    assert "/moderate/hold/" not in as_(mod).get("/moderate/illegal/").text


def test_child_abuse_comes_first_and_overdue_ones_say_so(as_, root, case, topic):
    urgent = notice_of(topic, category=CHILD_ABUSE, number=2).case
    Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(hours=25))
    page = as_(root).get("/moderate/illegal/").text
    assert page.index(f'id="illegal-{urgent.pk}"') < page.index(f'id="illegal-{case.pk}"')
    assert page.count("Overdue") == 1 and page.count("Urgent") == 1


def test_the_card_costs_the_same_for_one_notice_and_many(
    as_, root, case, topic, django_assert_max_num_queries
):
    browser = as_(root)
    browser.get("/moderate/illegal/")
    for number in range(2, 12):
        notice_of(case.thing, number=number)
        notice_of(topic, number=50 + number)
    with django_assert_max_num_queries(40):
        page = browser.get("/moderate/illegal/").text
    assert "6 more people reported it." in page


def test_removed_as_illegal_it_is_gone_for_its_author_too_and_each_notifier_is_told(as_, mod, ben, case):
    notice_of(case.thing, email="kim@example.net", number=2)
    answer = decide(as_(mod), case, "illegal", ready="rights")
    assert answer.status_code == 303
    case.refresh_from_db()
    case.post.refresh_from_db()
    assert (case.outcome, case.decided_by) == ("illegal", mod)
    assert case.post.is_removed and case.post.is_withheld
    work()
    for address in ("pat@example.net", "kim@example.net"):
        body = mail_of("notice-decision", address)
        assert (
            "we removed it" in body and "Because of § 1." in body and "No automatic means were used." in body
        )
        assert "/illegal-content/object/" in body
    assert Notification.objects.filter(member=ben, kind="moderated").exists()
    assert undoing.undo(mod, LogEntry.objects.get(act="remove"))


def test_removed_by_the_rules_its_author_still_reads_it(as_, mod, case):
    decide(as_(mod), case, "rules", ready="rude")
    case.post.refresh_from_db()
    assert case.post.is_removed and not case.post.is_withheld
    work()
    assert "breaks our rules" in mail_of("notice-decision")


def test_what_was_removed_before_is_withheld_too(as_, mod, case):
    acts.find("post", "remove").perform(mod, case.post, "Rude", is_withheld=False)
    assert "Removed already" in as_(mod).get("/moderate/illegal/").text
    decide(as_(mod), case, "illegal", ready="rights")
    case.post.refresh_from_db()
    assert case.post.is_withheld


def test_nothing_found_leaves_it_and_needs_an_answer(as_, mod, case):
    assert decide(as_(mod), case, "nothing", reason="").status_code == 422
    decide(as_(mod), case, "nothing")
    case.post.refresh_from_db()
    assert not case.post.is_removed
    work()
    assert "we found nothing illegal" in mail_of("notice-decision")
    page = visitor().get(f"/illegal-content/{case.notices.get().secret}/").text
    assert "we found nothing illegal" in page and "Because of § 1." in page


def test_of_two_moderators_one_decides_and_the_other_is_told_by_whom(as_, mod, root, case):
    decide(as_(mod), case, "nothing")
    answer = as_(root).post(f"/moderate/to-do/illegal/{case.pk}/nothing/", {"reason": "No."}, follow=True)
    assert "mod has already decided this." in answer.text
    assert Case.objects.get().answer == "Because of § 1."


def test_after_a_decision_the_same_thing_can_be_reported_again(as_, mod, case):
    decide(as_(mod), case, "nothing")
    assert notice_of(case.thing, number=3).case != case


def test_a_members_profile_is_cleared_and_undo_brings_the_words_back(as_, root, ben):
    get_user_model().objects.filter(pk=ben.pk).update(
        about="Bad.", about_html="<p>Bad.</p>", display_name="Bad"
    )
    case = notice_of(ben).case
    assert "Bad." in as_(root).get("/moderate/illegal/").text
    decide(as_(root), case, "illegal", ready="rights")
    ben.refresh_from_db()
    assert (ben.about, ben.about_html, ben.display_name) == ("", "", "")
    assert undoing.undo(root, LogEntry.objects.get(act="clear-profile"))
    ben.refresh_from_db()
    assert ben.about_html == "<p>Bad.</p>"


def test_an_objection_is_sent_once_by_the_link_and_another_moderator_has_it_decided_again(
    as_, mod, root, case
):
    decide(as_(mod), case, "nothing")
    work()
    link = re.search(r"/illegal-content/object/\S+", mail_of("notice-decision")).group()
    browser = visitor()
    assert browser.get(link).status_code == 200
    assert browser.post(link, {"words": ""}).status_code == 422
    assert browser.post(link, {"words": "Look at line 2."}).status_code == 303
    again = browser.post(link, {"words": "And at line 3."})
    assert again.status_code == 409 and "And at line 3." in again.text
    objection = Objection.objects.get()
    assert "You made this decision." in as_(mod).get("/moderate/illegal/").text
    page = as_(root).get("/moderate/illegal/").text
    assert "Look at line 2." in page and "You made this decision." not in page
    as_(root).post(f"/moderate/to-do/objections/{objection.pk}/again/", {"ready": "overlooked"})
    case.refresh_from_db()
    assert case.decided_at is None and case.queued_at
    assert "Another person decided it than before." in mail_of("notice-objection")
    decide(as_(root), case, "illegal", ready="rights")
    work()
    assert "/object/" not in mail_of("notice-decision")


def test_an_objection_decided_by_the_decider_says_so(as_, mod, case):
    decide(as_(mod), case, "nothing")
    objection = Objection.objects.create(notice=case.notices.get(), words="No.")
    as_(mod).post(f"/moderate/to-do/objections/{objection.pk}/stands/", {"ready": "same"})
    objection.refresh_from_db()
    assert objection.is_same_person and objection.outcome == "stands"
    assert "The same person decided it as before" in mail_of("notice-objection")


def test_after_half_a_year_or_with_a_forged_link_nobody_objects(as_, mod, case):
    decide(as_(mod), case, "nothing")
    Case.objects.update(decided_at=timezone.now() - timedelta(days=200))
    page = visitor().get(f"/illegal-content/{case.notices.get().secret}/").text
    assert "Object to this decision" not in page
    assert (
        visitor().post(f"/illegal-content/object/{case.notices.get().pk}:forged/", {"words": "x"}).status_code
        == 404
    )
    assert not Objection.objects.exists()


def test_urgent_ones_are_mailed_at_once_and_overdue_ones_daily_without_a_word_of_them(root, topic, say, ada):
    SiteSettings.current().change(notices_to="law@example.org")
    notice_of(say(ada, topic, "Unspeakable."), category=HATE, number=2)
    assert not Delivery.objects.filter(address="law@example.org").exists()
    notice_of(topic, category=CHILD_ABUSE, words="Unspeakable words.")
    body = mail_of("notice-urgent", "law@example.org")
    assert CHILD_ABUSE in body and "/moderate/illegal/" in body and "Unspeakable" not in body
    Case.objects.update(opened_at=timezone.now() - timedelta(hours=23))
    alerts.write_overdue()
    assert not Delivery.objects.filter(kind="notice-overdue").exists()
    Case.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    for _minute in range(3):
        alerts.write_overdue()
    assert Delivery.objects.filter(kind="notice-overdue").count() == 1
    assert "2 reports of illegal content" in mail_of("notice-overdue", "law@example.org")


def test_without_a_named_person_all_admins_are_mailed(root, topic):
    notice_of(topic, category=CHILD_ABUSE)
    assert Delivery.objects.get(kind="notice-urgent").address == "root@example.org"


def test_readyz_says_how_many_there_are_and_since_when_and_nothing_else(topic, case):
    Case.objects.update(opened_at=timezone.now() - timedelta(hours=2))
    answer = visitor().get("/readyz/")
    assert answer.status_code == 200
    assert "reports of illegal content: 1\na report of illegal content waits: 720" in answer.text
    assert "grave" not in answer.text and topic.title not in answer.text


def test_who_reported_is_forgotten_after_a_year_unless_it_is_held(as_, root, mod, case, topic):
    other = notice_of(topic, email="kim@example.net", number=2).case
    for each in (case, other):
        deciding.decide(mod, each.pk, Case.Outcome.NOTHING, "No.")
    holding.hold(root, case.thing, "Court")
    forgetting.forget_old()
    assert not Notice.objects.filter(email="").exists()
    Case.objects.update(decided_at=timezone.now() - timedelta(days=366))
    forgetting.forget_old()
    gone = Notice.objects.get(case=other)
    assert (gone.name, gone.email, gone.explanation, gone.marks) == ("", "", "", [])
    assert Notice.objects.get(case=case).email == "pat@example.net"
    assert visitor().get(f"/illegal-content/{gone.secret}/").status_code == 200


def test_closing_an_account_forgets_what_was_decided_and_answers_the_rest(mod, topic, say, ada):
    cat = join("cat")
    done = notice_of(topic, by=cat, email="cat@example.org")
    deciding.decide(mod, done.case_id, Case.Outcome.NOTHING, "No.")
    waiting = notice_of(say(ada, topic), by=cat, email="cat@example.org")
    closing_accounts.close(cat)
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.by, done.email, waiting.by, waiting.email) == (None, "", None, "cat@example.org")


def test_the_admin_holds_a_case_from_the_queue(as_, root, mod, case):
    address = f"/moderate/hold/post/{case.post_id}/"
    assert as_(mod).get(address).status_code == 403
    assert as_(root).post(address, {"reason": ""}).status_code == 422
    as_(root).post(address, {"reason": "Letter of the court"})
    assert holding.is_held(case.thing)
    page = as_(root).get("/moderate/illegal/").text
    assert "Under legal hold" in page and "Lift legal hold" in page
    as_(root).post(address, {"reason": "Over"})
    assert not holding.is_held(case.thing)
    assert as_(root).get("/moderate/hold/board/1/").status_code == 404
