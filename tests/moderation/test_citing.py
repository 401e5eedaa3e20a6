"""What a form of an act asks besides the reason: which rule was broken, and a note that only staff reads."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from forum.illegal_content.models import Case
from forum.moderation import acts, topic_acts
from forum.moderation.models import LogEntry, SavedText
from forum.notifications.models import Delivery, Notification
from forum.own_pages.models import OwnPage
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit
from tests.admin.conftest import last_entry


@pytest.fixture
def rules(db):
    html = "<h3>No ads</h3><p>None.</p><h3>Be kind</h3>"
    return OwnPage.objects.create(name="Rules", slug="rules", text="x", html=html, is_rules=True)


def waits(author, topic, text="Words that wait"):
    return PendingPost.objects.create(
        author=author, topic=topic, source=text, key=uuid.uuid4().hex, reason="First post"
    )


def test_the_log_keeps_the_rule_the_note_and_the_step(as_, mod, topic, rules):
    address = f"{topic.get_absolute_url()}remove/"
    assert '<option value="section-be-kind">Be kind</option>' in as_(mod).get(address).text
    sent = {"reason": "Not nice", "rule": "section-be-kind", "staff_note": "The third time"}
    as_(mod).post(address, sent)
    entry = last_entry()
    assert (entry.reason, entry.rule, entry.rule_address, entry.staff_note) == (
        "Not nice",
        "Be kind",
        "/pages/rules/#section-be-kind",
        "The third time",
    )
    assert entry.step
    log = as_(mod).get("/moderate/log/").text
    assert "Be kind" in log
    assert "The third time" in log


def test_acts_that_restrict_nobody_ask_for_no_rule_and_a_wrong_one_is_refused(as_, mod, topic, rules):
    assert 'name="rule"' not in as_(mod).get(f"{topic.get_absolute_url()}pin/").text
    page = as_(mod).post(f"{topic.get_absolute_url()}lock/", {"reason": "x", "rule": "section-of-mine"})
    assert page.status_code == 422
    assert not LogEntry.objects.exists()


def test_without_rules_there_is_nothing_to_choose(as_, mod, topic):
    page = as_(mod).get(f"{topic.get_absolute_url()}remove/").text
    assert 'name="rule"' not in page
    assert 'name="staff_note"' in page


def test_an_automatic_act_has_nobody_in_the_log_and_can_be_undone(as_, mod, root, topic):
    topic.lock(None, "Night")
    with transaction.atomic():
        entry = topic_acts.lock.log(None, topic, "Night")
    assert (entry.by, entry.is_automatic) == (None, True)
    assert "<strong>Automatically</strong> locked" in as_(mod).get("/moderate/log/").text
    assert "Automatically locked" in as_(root).get("/admin/moderation/logentry/").text
    assert "Automatically" in as_(root).get(f"/admin/moderation/logentry/{entry.pk}/change/").text
    as_(mod).post("/moderate/undo/", {"undo": entry.pk})
    topic.refresh_from_db()
    assert not topic.is_locked


def test_every_act_says_whether_it_restricts():
    for act in acts.TABLE.values():
        assert isinstance(act.restricts, bool), act.name


def test_rejecting_asks_the_rule_and_the_note_and_tells_the_rule_alone(as_, ben, mod, topic, rules):
    SavedText.objects.create(words="{member}, see “{rule}” about {topic}")
    pending = waits(ben, topic)
    page = as_(mod).get(f"/moderate/to-do/posts/{pending.pk}/reject/").text
    assert 'name="rule"' in page
    assert 'name="staff_note"' in page
    saved = SavedText.objects.get()
    sent = {
        "ready": f"saved-{saved.pk}",
        "reason": "",
        "rule": "section-no-ads",
        "staff_note": "The third time",
    }
    assert as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/reject/", sent).status_code == 303
    entry = last_entry()
    assert (entry.act, entry.rule, entry.staff_note) == ("reject", "No ads", "The third time")
    assert entry.reason == f"ben, see “No ads” about {topic.title}"
    told = as_(ben).get(f"/acts/{entry.pk}/").text
    assert "No ads" in told
    assert "The third time" not in told
    assert "Send appeal" in told


def test_rejecting_an_edit_cites_too_and_approving_asks_nothing(as_, ben, mod, say, topic, rules):
    post = say(ben, topic, "As it was")
    edit = PendingEdit.objects.create(
        post=post, author=ben, source="As it is now", html="<p>x</p>", base=post.revision
    )
    address = f"/moderate/to-do/edits/{edit.pk}"
    assert 'name="rule"' in as_(mod).get(f"{address}/reject/").text
    sent = {"ready": "spam", "reason": "", "rule": "section-be-kind", "staff_note": "Hm"}
    as_(mod).post(f"{address}/reject/", sent)
    assert (last_entry().act, last_entry().rule, last_entry().staff_note) == ("reject-edit", "Be kind", "Hm")
    assert last_entry().reason == "Spam"
    pending = waits(ben, topic)
    as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/approve/", sent)
    assert (last_entry().act, last_entry().rule) == ("approve", "")


def test_who_decides_many_alike_cites_once_for_all_and_each_author_is_told_once(
    as_, ben, eve, mod, topic, rules
):
    wave = [waits(ben, topic, f"Word for word the same, number {number}") for number in range(5)]
    wave.append(waits(eve, topic, "Word for word the same, number 5"))
    browser = as_(mod)
    queue = browser.get("/moderate/").text
    address = queue[queue.index("/moderate/together/") :].split('"')[0]
    page = browser.get(address).text
    assert 'name="rule"' in page
    assert 'name="staff_note"' in page
    sent = {
        "listed": [each.pk for each in wave], "item": [each.pk for each in wave], "decision": "reject",
        "ready": "spam", "reason": "", "rule": "section-no-ads", "staff_note": "A wave",
    }  # fmt: skip
    assert "6 rejected." in browser.post(address, sent, follow=True).text
    entries = LogEntry.objects.filter(act="reject")
    assert {(entry.rule, entry.staff_note) for entry in entries} == {("No ads", "A wave")}
    assert len({entry.step for entry in entries}) == 1
    [told] = Notification.objects.filter(member=ben)
    assert told.count == 5
    assert "Moderators didn’t approve 5 texts of yours" in as_(ben).get("/notifications/").text
    page = as_(ben).get(as_(ben).get(f"/notifications/{told.pk}/").url).text
    assert page.count("didn’t approve what you wrote") >= 5
    assert "didn’t approve what you wrote" in as_(eve).get("/notifications/").text
    mails = Delivery.objects.filter(channel="mail", kind="rejected")
    assert sorted(mails.values_list("member__username", flat=True)) == ["ben", "eve"]


def test_removing_as_illegal_cites_too(as_, mod, topic, say, ben, eve, rules):
    post = say(eve, topic, "Against the rules")
    case = Case.objects.create(post=post, queued_at=timezone.now())
    address = f"/moderate/to-do/illegal/{case.pk}/rules/"
    sent = {"ready": "spam", "reason": "", "rule": "section-no-ads", "staff_note": "Hm"}
    assert 'name="rule"' in as_(mod).get(address).text
    assert as_(mod).post(address, sent).status_code == 303
    assert (last_entry().act, last_entry().rule, last_entry().staff_note) == ("remove", "No ads", "Hm")
