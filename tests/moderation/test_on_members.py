"""Suspending from a member's page and from a post, by those who may, and the way to what was done before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from forum.moderation.models import LogEntry


@pytest.fixture
def warden(ben):
    """Staff who may see to members."""
    ben.is_staff = True
    ben.save(update_fields=["is_staff"])
    ben.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    return ben


def in_days(days):
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_a_member_is_suspended_from_their_page_and_let_in_again(as_, warden, eve):
    browser = as_(warden)
    assert 'href="/u/eve/suspend/?next=/u/eve/"' in browser.get("/u/eve/").text
    page = browser.post(
        "/u/eve/suspend/", {"until": in_days(3), "ready": "rude", "reason": "twice"}, follow=True
    ).text
    assert "Member suspended." in page
    assert "Suspended until" in page
    eve.refresh_from_db()
    assert (eve.is_suspended, eve.suspended_reason) == (True, "Offensive or rude: twice")
    assert 'action="/u/eve/unsuspend/"' in page
    browser.post("/u/eve/unsuspend/")
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_a_suspension_needs_a_reason_and_a_time_to_come_and_what_was_typed_stays(as_, warden, eve):
    browser = as_(warden)
    for sent, said in (
        ({"until": in_days(3)}, "Choose a reason or write one."),
        ({"until": in_days(-3), "ready": "rude"}, "Choose a time in the future."),
        ({"until": in_days(3), "ready": "fun"}, "Select a valid choice"),
    ):
        answer = browser.post("/u/eve/suspend/", sent | {"reason": sent.get("reason", "")})
        assert answer.status_code == 422
        assert said in answer.text
    answer = browser.post("/u/eve/suspend/", {"until": "", "reason": "Kept words"})
    assert "Kept words" in answer.text
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_who_may_not_see_to_members_suspends_nobody(as_, mod, ada, warden, eve, root):
    clerk = warden
    for member in (mod, ada):
        assert as_(member).post("/u/eve/suspend/", {"until": in_days(3), "ready": "rude"}).status_code == 403
        assert "/u/eve/suspend/" not in as_(member).get("/u/eve/").text
    clerk.user_permissions.clear()
    assert as_(clerk).post("/u/eve/suspend/", {"until": in_days(3), "ready": "rude"}).status_code == 403
    assert as_(root).post("/u/root/suspend/", {"until": in_days(3), "ready": "rude"}).status_code == 403
    assert as_().post("/u/eve/suspend/", {"until": in_days(3), "ready": "rude"}).status_code == 303
    assert not LogEntry.objects.exists()


def test_an_act_that_is_none_and_a_member_who_is_gone_have_no_page(as_, root, eve):
    browser = as_(root)
    assert browser.get("/u/eve/lock/").status_code == 404
    assert browser.get("/u/nobody/suspend/").status_code == 404
    type(eve).objects.filter(pk=eve.pk).update(closed_at=timezone.now())
    assert browser.get("/u/eve/suspend/").status_code == 404


def test_moderators_of_a_board_find_what_was_done_to_a_member(as_, mod, eve, ada, topic):
    link = 'href="/moderate/log/?member=eve"'
    assert link in as_(mod).get("/u/eve/").text
    for reader in (None, ada, eve):
        assert link not in as_(reader).get("/u/eve/").text


def test_a_posts_menu_leads_to_both_for_those_who_may(as_, mod, root, ada, ben, topic, say):
    say(ben, topic)
    page = topic.get_absolute_url()
    log, suspend = 'href="/moderate/log/?member=ben"', "/u/ben/suspend/"
    assert log in as_(mod).get(page).text
    assert suspend not in as_(mod).get(page).text
    assert suspend in as_(root).get(page).text
    for reader in (None, ada, ben):
        assert log not in as_(reader).get(page).text


def test_whoever_moderates_the_board_is_called_so_beside_their_posts_on_it(
    as_, mod, ada, root, topic, members_board, start, say
):
    say(mod, topic)
    elsewhere = start(mod, members_board)
    assert "Moderator ·" in as_().get(topic.get_absolute_url()).text
    assert "Moderator ·" not in as_(ada).get(elsewhere.get_absolute_url()).text
    mod.title = "Librarian"
    mod.save(update_fields=["title"])
    assert "Librarian ·" in as_(ada).get(topic.get_absolute_url()).text
