"""After an act in the page a bar offers to undo it, to whoever did it and nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.moderation import acts, topic_acts
from forum.moderation.models import LogEntry
from forum.sign_up.models import SignUpRequest
from forum.topics.models import Tag
from tests.admin.conftest import last_entry

UNDO = "/moderate/undo/"


def offered(page):
    return re.findall(r'name="undo" value="(\d+)"', page)


# Of members that are only there when something else was before; `eve` is made so.
STATES = {
    "reject-member": lambda: {"waits_since": timezone.now()},
    "reconsider-member": lambda: {"waits_since": timezone.now(), "is_active": False},
    "clear-profile": lambda: {"display_name": "Eva"},
}

# What the form of an opposite asks, for those that are done first.
ASKED = {
    "silence": lambda: {"until": timezone.now() + timedelta(days=3)},
    "until": lambda: {"until": timezone.now() + timedelta(days=3)},
    "timer": lambda: {"act": "lock", "days": 3},
    "slow mode": lambda: {"minutes": 5},
}


@pytest.fixture
def prepared(ada, ben, eve, root, board, topic, say):
    """prepared(act) → its page, what to send, and the thing, in a state in which the act is due."""
    post, other = say(ben, topic), acts.find
    type(board).objects.update(takes_solutions=True)

    def prepare(act, **more):
        thing = {"topic": topic, "post": post, "member": eve}[act.on.name]
        extra = {"until": (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")}
        extra |= {"add": Tag.objects.create(name="quiet", slug="quiet").pk} if act.asks == "tags" else {}
        extra |= {"minutes": "10"} if act.asks == "slow mode" else {}
        extra |= {"act_then": "lock", "days": "3"} if act.asks == "timer" else {}
        for name, value in STATES.get(act.name, dict)().items():
            setattr(eve, name, value)
        eve.save()
        if eve.waits_since:
            SignUpRequest.objects.create(member=eve, rejected_at=None if eve.is_active else timezone.now())
        if not act.is_due(thing):
            opposite = other(act.on.name, act.opposite)
            opposite(root, thing, "x", **ASKED.get(opposite.asks, dict)())
        places = {
            "topic": f"{topic.get_absolute_url()}{act.name}/",
            "post": f"/p/{post.pk}/{act.name}/",
            "member": f"/u/eve/{act.name}/",
        }
        return places[act.on.name], {"reason": "Because", **extra, **more}, thing

    return prepare


WITH_OPPOSITE = [
    act
    for act in acts.TABLE.values()
    if act.opposite
    and act.change
    and not act.is_for_admin
    and act.on.name != "ban"  # not on a page of its own: see test_bans.py
    and act.name not in {"move", "feature", "unfeature", "remove-recent"}
]


@pytest.mark.parametrize("act", WITH_OPPOSITE, ids=lambda act: f"{act.on.name}-{act.name}")
def test_each_act_says_what_was_done_and_is_undone_by_one_press(as_, root, prepared, act):
    address, sent, thing = prepared(act)
    browser = as_(root)
    answer = browser.post(address, sent, follow=True)
    assert str(act.done) in answer.text
    assert offered(answer.text) == [str(last_entry().pk)]
    undone = browser.post(UNDO, {"undo": last_entry().pk, "next": "/latest/"}, follow=True)
    assert undone.redirect_chain[-1][0] == "/latest/"
    assert "Undone." in undone.text
    assert act.is_due(type(thing).objects.get(pk=thing.pk))


def test_a_move_is_undone(as_, root, topic, board, members_board):
    browser = as_(root)
    page = browser.post(
        f"{topic.get_absolute_url()}move/", {"board": members_board.pk, "ready": "wrong-board"}, follow=True
    ).text
    browser.post(UNDO, {"undo": offered(page)[0]})
    topic.refresh_from_db()
    assert topic.board == board


def test_the_bar_is_shown_once_and_to_nobody_else(as_, mod, ada, topic):
    browser = as_(mod)
    browser.post(f"{topic.get_absolute_url()}pin/")
    others = as_(ada).get(topic.get_absolute_url()).text + as_().get(topic.get_absolute_url()).text
    assert not offered(others)
    assert offered(browser.get(topic.get_absolute_url()).text)
    assert not offered(browser.get(topic.get_absolute_url()).text)


def test_who_does_not_moderate_undoes_nothing(as_, mod, ada, eve, topic):
    topic_acts.lock(mod, topic, "Heated")
    for member in (ada, eve):
        assert as_(member).post(UNDO, {"undo": last_entry().pk}).status_code == 403
    assert as_().post(UNDO, {"undo": last_entry().pk}).status_code == 302
    topic.refresh_from_db()
    assert topic.is_locked


def test_a_right_that_was_taken_away_meanwhile_undoes_nothing(as_, mod, topic):
    browser = as_(mod)
    browser.post(f"{topic.get_absolute_url()}pin/")
    mod.groups.clear()
    assert browser.post(UNDO, {"undo": last_entry().pk}).status_code == 403
    topic.refresh_from_db()
    assert topic.is_pinned


def test_a_moderator_of_one_board_undoes_nothing_on_another(as_, root, mod, ada, members_board, start):
    elsewhere = start(ada, members_board)
    topic_acts.lock(root, elsewhere, "Heated")
    assert as_(mod).post(UNDO, {"undo": last_entry().pk}).status_code == 403
    elsewhere.refresh_from_db()
    assert elsewhere.is_locked


def test_undoing_twice_says_so_and_changes_nothing(as_, mod, topic):
    browser = as_(mod)
    browser.post(f"{topic.get_absolute_url()}pin/")
    entry = last_entry()
    browser.post(UNDO, {"undo": entry.pk})
    again = browser.post(UNDO, {"undo": entry.pk, "next": "/"}, follow=True)
    assert "Nothing undone: this has changed since." in again.text
    topic.refresh_from_db()
    assert not topic.is_pinned
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"undo": "x"}, {"undo": "9" * 30}, {"undo": ["1", "-1", ""]}])
def test_odd_numbers_undo_nothing(as_, mod, sent):
    assert as_(mod).post(UNDO, sent).status_code == 403


def test_undoing_leads_to_places_of_ours_alone(as_, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    answer = as_(mod).post(UNDO, {"undo": last_entry().pk, "next": "//evil.example"})
    assert answer.url == "/moderate/log/"


def test_undoing_needs_a_token_and_a_press(as_, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    assert as_(mod).get(UNDO, {"undo": last_entry().pk}).status_code == 405
    client = Client(enforce_csrf_checks=True)
    client.force_login(mod, backend="accounts.backends.MemberBackend")
    assert client.post(UNDO, {"undo": last_entry().pk}).status_code == 403
    topic.refresh_from_db()
    assert topic.is_locked


def test_undoing_a_return_removes_as_before(as_, root, topic):
    browser = as_(root)
    browser.post(f"{topic.get_absolute_url()}remove/", {"ready": "illegal"})
    browser.post(f"{topic.get_absolute_url()}restore/")
    browser.post(UNDO, {"undo": last_entry().pk})
    topic.refresh_from_db()
    assert (topic.is_removed, topic.removed_reason, topic.is_withheld) == (True, "Illegal content", True)


def test_the_only_post_of_a_topic_goes_and_comes_with_it(as_, mod, ada, topic):
    browser, post = as_(mod), topic.posts.get()
    page = browser.post(f"/p/{post.pk}/remove/", {"ready": "spam"}, follow=True).text
    assert "Topic removed." in page
    browser.post(UNDO, {"undo": offered(page)[0]})
    topic.refresh_from_db()
    assert not topic.is_removed
