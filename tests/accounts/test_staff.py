from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.moderation import acts, member_acts, topic_acts
from forum.moderation.models import LogEntry
from tests.accounts.conftest import code_now, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.STAFF_NEED_TWO_FACTOR = True


def test_staff_without_a_second_factor_are_led_to_set_one_up(as_, root, strict):
    response = as_(root).get("/admin/", follow=True)
    assert response.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Staff need two-factor authentication" in response.content.decode()


def test_no_page_of_the_admin_is_left_out(as_, root, strict):
    for path in ("/admin/accounts/user/", "/admin/nowhere/", "/admin/jsi18n/"):
        assert as_(root).get(path)["Location"] == reverse("mfa_index")
        assert as_(root).post(path)["Location"] == reverse("mfa_index")


def test_staff_with_a_second_factor_come_in(client, root, strict, with_app):
    with_app(root)
    sign_in(client, "root", next="/admin/")
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(as_, root, strict, with_app):
    with_app(root).delete()
    assert as_(root).get("/admin/")["Location"] == reverse("mfa_index")


def test_the_rest_of_the_forum_stays_open_to_them(as_, root, strict):
    for path in ("/latest/", reverse("settings"), reverse("mfa_index")):
        assert as_(root).get(path).status_code == 200


WORK = [
    *(
        reverse(f"moderate{page}")
        for page in ("", "-bans", "-figures", "-illegal", "-log", "-networks", "-removed", "-undo")
    ),
    reverse("moderate-selection", args=["posts"]),
    reverse("moderate-together", args=["x"]),
    reverse("moderate-member", args=["eve"]),
    reverse("member-clean-up", args=["eve"]),
]


def pages_of_member_acts():
    offered = [act for act in acts.offered_on("member") if not act.is_for_admin]
    assert {act.name for act in offered} >= {"suspend", "unsuspend", "end-sessions", "remove-recent"}
    return [reverse("member-act", args=["eve", act]) for act in offered]


def test_what_staff_do_outside_the_admin_waits_for_it_too(as_, root, eve, topic, say, strict):
    post = say(eve, topic)
    sent = {"until": "2099-01-01T00:00", "days": "7", "ready": "spam", "reason": "Why not"}
    for path in (*WORK, *pages_of_member_acts()):
        assert as_(root).get(path)["Location"] == reverse("mfa_index"), path
        assert as_(root).post(path, sent)["Location"] == reverse("mfa_index"), path
    eve.refresh_from_db()
    post.refresh_from_db()
    assert not (eve.is_suspended or post.is_removed or LogEntry.objects.exists())


def test_nothing_is_undone_without_it(as_, root, eve, topic, strict):
    member_acts.suspend(root, eve, "Spam", until=timezone.now() + timedelta(days=1))
    topic_acts.lock(root, topic, "Heated")
    answer = as_(root).post(
        reverse("moderate-undo"), {"undo": [entry.pk for entry in LogEntry.objects.all()]}
    )
    assert answer["Location"] == reverse("mfa_index")
    eve.refresh_from_db()
    topic.refresh_from_db()
    assert (eve.is_suspended, topic.is_locked, LogEntry.objects.count()) == (True, True, 2)


def test_with_it_they_work_outside_the_admin(client, root, eve, strict, with_app):
    with_app(root)
    sign_in(client, "root", next="/moderate/")
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get(reverse("moderate")).status_code == 200
    assert client.get(reverse("member-act", args=["eve", member_acts.suspend])).status_code == 200


def test_who_moderates_a_board_and_is_no_staff_needs_none(as_, mod, topic, strict):
    topic_acts.lock(mod, topic, "Heated")
    assert as_(mod).get(reverse("moderate")).status_code == 200
    as_(mod).post(reverse("moderate-undo"), {"undo": LogEntry.objects.get().pk})
    topic.refresh_from_db()
    assert not topic.is_locked


def test_without_the_setting_the_admin_opens(as_, root):
    assert as_(root).get("/admin/").status_code == 200


def test_the_admin_is_closed_to_others_as_ever(as_, ada, strict):
    assert (
        as_().get("/admin/")["Location"].startswith(reverse("account_login"))
        or as_().get("/admin/").status_code == 302
    )
    assert as_(ada).get("/admin/", follow=True).status_code == 403
