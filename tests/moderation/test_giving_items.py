"""Items of the queue: given to another moderator, late, withdrawn, and answered with saved words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation.models import QueueAssignment, SavedText
from forum.moderation.queue_notices import tell_of_late_items
from forum.notifications.models import Delivery, Notification
from forum.own_pages.models import OwnPage
from forum.posts import removing
from forum.reports.models import Report
from forum.reports.reporting import report
from tests.admin.conftest import last_entry

RUDE = "It’s rude or hurtful"


def work():
    while run_due():
        pass


@pytest.fixture
def item(ada, ben, topic, say):
    post = say(ada, topic, "A rash word.")
    report(ben, post, RUDE)
    return Report.objects.get()


def test_an_item_is_given_to_another_moderator_who_is_told(as_, mod, root, ben, item):
    address = f"/moderate/to-do/reports/{item.pk}/assign/"
    assert "root looks at it now." in as_(mod).post(address, {"to": "@root"}, follow=True).text
    assert QueueAssignment.objects.get().member == root
    work()
    assert "gives you something to look at" in as_(root).get("/notifications/").text
    for nobody in ("ben", "nobody-at-all", ""):
        assert "can’t be given this" in as_(mod).post(address, {"to": nobody}, follow=True).text
    assert QueueAssignment.objects.get().member == root
    assert as_(ben).post(address, {"to": "ben"}).status_code == 403


def test_what_waits_for_more_than_a_day_is_told_once_a_day_to_its_moderators_alone(mod, root, eve, item):
    tell_of_late_items()
    assert not Notification.objects.exists()
    Report.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    tell_of_late_items()
    tell_of_late_items()
    told = Delivery.objects.filter(kind="queue_late").values_list("member__username", "channel")
    assert sorted(told) == [("mod", "bell"), ("mod", "mail"), ("root", "bell"), ("root", "mail")]


def test_an_author_who_removes_what_was_reported_closes_the_report(as_, ada, ben, mod, item):
    removing.remove_own(ada, item.post)
    work()
    item.refresh_from_db()
    assert item.outcome == Report.Outcome.WITHDRAWN
    assert "was removed by its author. Thank you" in as_(ben).get("/notifications/").text
    assert "All done." in as_(mod).get("/moderate/").text


def test_an_author_who_removes_a_topic_closes_all_reports_in_it_and_others_stay(
    ada, ben, topic, start, board
):
    other = start(ada, board, title="Another")
    for thing in (topic, other):
        report(ben, thing, RUDE)
    removing.remove_own(ada, topic.posts.get())
    work()
    assert Report.objects.get(topic=topic).outcome == Report.Outcome.WITHDRAWN
    assert Report.objects.get(topic=other).closed_at is None


def test_what_is_not_there_any_more_says_so(as_, mod):
    page = as_(mod).post("/moderate/to-do/posts/4711/approve/")
    assert page.status_code == 404
    assert "This is not to do any more" in page.text


def test_saved_reasons_are_chosen_and_filled_in(as_, mod, topic):
    OwnPage.objects.create(name="Rules", slug="rules", text="x", html="<h3>Be kind</h3>", is_rules=True)
    saved = SavedText.objects.create(words="{member}, “{topic}” on {board} breaks “{rule}” {x}")
    address = f"{topic.get_absolute_url()}remove/"
    assert "breaks" in as_(mod).get(address).text
    as_(mod).post(address, {"ready": f"saved-{saved.pk}", "rule": "section-be-kind"})
    assert last_entry().reason == f"Ada Lindqvist, “{topic.title}” on General breaks “Be kind” {{x}}"


def test_saved_answers_are_offered_and_filled_in(as_, ben, mod, item):
    SavedText.objects.create(use="answer", words="“{topic}” is fine")
    assert '<option value="“{topic}” is fine">' in as_(mod).get("/moderate/").text
    as_(mod).post(f"/moderate/to-do/reports/{item.pk}/dismiss/", {"answer": "“{topic}” is fine"})
    item.refresh_from_db()
    assert item.answer == f"“{item.post.topic.title}” is fine"


def test_whoever_is_taken_out_is_told_the_reason(as_, root, ben, board):
    address = f"/admin/boards/board/{board.pk}/moderators/"
    as_(root).post(address, {"member": "ben"})
    as_(root).post(address, {"remove": ben.pk, "reason": "As you asked"})
    work()
    assert "You are no longer a moderator of “General”: As you asked" in as_(ben).get("/notifications/").text
    assert "Send appeal" in as_(ben).get(f"/acts/{last_entry().pk}/").text
