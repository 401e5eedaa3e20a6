"""What a form of an act asks besides the reason: which rule was broken, and a note that only staff reads."""

import pytest

from forum.moderation import acts, topic_acts
from forum.moderation.models import LogEntry
from forum.own_pages.models import OwnPage
from tests.admin.conftest import last_entry


@pytest.fixture
def rules(db):
    html = "<h3>No ads</h3><p>None.</p><h3>Be kind</h3>"
    return OwnPage.objects.create(name="Rules", slug="rules", text="x", html=html, is_rules=True)


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
