from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Grant
from forum.boards.usual_verbs import MODERATING
from forum.jobs.running import run_due
from forum.member_records.models import MemberWarning
from forum.moderation import undoing, warning_acts
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.site.models import SiteSettings
from tests.conftest import join


def grant_moderators(board):
    group = Group.objects.create(name=f"Keepers of {board.slug}")
    Grant.objects.create(board=board, audience="group", group=group, verbs=MODERATING)
    return group


@pytest.fixture
def topic(ada, board, start):
    User.objects.filter(pk=ada.pk).update(date_joined=timezone.now() - timedelta(days=9))
    return start(ada, board)


@pytest.fixture
def warn(as_, topic):
    """warn(mod) → the answer to the form that warns Ada for her post."""

    def act(by, **answers):
        post = topic.posts.get(number=1)
        return as_(by).post(reverse("post-warn", args=[post.pk]), {"reason": "Please stay calm.", **answers})

    return act


def reply(browser, topic, body, **more):
    address = reverse("reply", args=[topic.pk, topic.slug])
    return browser.post(address, {"body": body, "key": "k" * 32, "board": topic.board_id, **more})


def test_a_moderator_of_the_board_warns_for_a_post_and_the_author_is_told(as_, ada, mod, topic, warn):
    assert warn(mod).status_code == 303
    warning = MemberWarning.objects.get()
    assert (warning.member, warning.by, warning.post_id) == (ada, mod, topic.posts.get(number=1).pk)
    assert LogEntry.objects.get().act == "warn"
    while run_due():
        pass
    assert (
        "You were warned for your post in “A first question”: Please stay calm."
        in as_(ada).get("/notifications/").text
    )


def test_moderators_of_other_boards_and_members_warn_nobody(as_, ada, ben, topic, warn, members_board):
    assert warn(ben).status_code == 403
    assert as_().get(reverse("post-warn", args=[topic.posts.get(number=1).pk])).status_code == 303
    assert not MemberWarning.objects.exists()


def test_a_post_out_of_sight_is_not_found(as_, ada, eve, staff_board, root, start):
    post = start(root, staff_board).posts.get(number=1)
    assert as_(eve).get(reverse("post-warn", args=[post.pk])).status_code == 404


def test_nobody_warns_staff_but_administrators(ada, mod, root, topic, warn):
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    assert warn(mod).status_code == 403
    assert warn(root).status_code == 303


def test_a_warning_without_a_reason_is_refused_beside_the_field(mod, warn):
    answer = warn(mod, reason="")
    assert answer.status_code == 422
    assert "Choose a reason or write one." in answer.text
    assert not MemberWarning.objects.exists()


def test_every_page_says_that_there_is_a_warning_until_it_is_read(as_, ada, ben, mod, warn):
    warn(mod)
    browser = as_(ada)
    assert "A moderator has warned you" in browser.get("/latest/").text
    assert "A moderator has warned you" not in as_(ben).get("/latest/").text
    page = browser.get("/record/").text
    assert "Please stay calm." in page
    number = MemberWarning.objects.get().pk
    answer = browser.post("/record/", {"warning_read": number, "next": "/latest/"})
    assert answer["Location"] == "/latest/"
    assert MemberWarning.objects.get().acknowledged_at is not None
    assert "A moderator has warned you" not in browser.get("/latest/").text
    assert "Please stay calm." in browser.get("/record/").text


def test_whoever_has_not_read_a_warning_posts_nothing_and_loses_nothing(as_, ada, mod, topic, warn):
    warn(mod)
    browser = as_(ada)
    answer = reply(browser, topic, "What I typed for an hour")
    assert answer.status_code == 409
    assert "What I typed for an hour" in answer.text
    assert "I have read this warning" in answer.text
    assert "Please stay calm." in answer.text
    assert topic.posts.count() == 1
    answer = reply(browser, topic, "What I typed for an hour", warning_read=MemberWarning.objects.get().pk)
    assert answer.status_code == 303
    assert topic.posts.count() == 2


def test_nor_do_they_start_a_topic_or_edit(as_, ada, mod, topic, board, warn):
    warn(mod)
    browser, post = as_(ada), topic.posts.get(number=1)
    new = {"title": "Another one", "body": "A text", "key": "n" * 32}
    assert browser.post(f"/b/{board.slug}/new/", new).status_code == 409
    edited = {"body": "Edited", "title": topic.title, "base": post.revision}
    answer = browser.post(f"/p/{post.pk}/edit/", edited)
    assert answer.status_code == 409
    assert "I have read this warning" in answer.text
    assert Post.objects.get().source == post.source
    number = MemberWarning.objects.get().pk
    assert browser.post(f"/p/{post.pk}/edit/", edited | {"warning_read": number}).status_code == 303


def test_a_warning_that_came_meanwhile_is_still_to_be_read(as_, ada, mod, root, topic, warn):
    warn(mod)
    first = MemberWarning.objects.get()
    warning_acts.warn(root, ada, "And do not shout.")
    as_(ada).post("/record/", {"warning_read": first.pk})
    ada.refresh_from_db()
    assert ada.warned_at is not None
    assert list(MemberWarning.objects.unread().values_list("reason", flat=True)) == ["And do not shout."]


def test_nobody_reads_a_warning_for_another(as_, ben, mod, warn):
    warn(mod)
    User.objects.filter(pk=ben.pk).update(warned_at=timezone.now())
    as_(ben).post("/record/", {"warning_read": MemberWarning.objects.get().pk})
    assert MemberWarning.objects.get().acknowledged_at is None


def test_the_same_form_twice_warns_once(mod, warn):
    warn(mod)
    warn(mod)
    assert MemberWarning.objects.count() == 1
    assert LogEntry.objects.count() == 1


def test_undoing_takes_the_warning_back_and_undoing_that_gives_it_again(as_, ada, mod, warn):
    page = as_(mod)
    warn(mod)
    entry = LogEntry.objects.get()
    page.post("/moderate/undo/", {"undo": entry.pk})
    ada.refresh_from_db()
    assert ada.warned_at is None
    assert MemberWarning.objects.counted().count() == 0
    assert undoing.undo(mod, LogEntry.objects.first())
    ada.refresh_from_db()
    assert ada.warned_at is not None
    assert MemberWarning.objects.counted().count() == 1


def test_after_a_warning_the_green_bar_offers_undo(as_, mod, topic):
    browser, post = as_(mod), topic.posts.get(number=1)
    answer = browser.post(reverse("post-warn", args=[post.pk]), {"ready": "rude"}, follow=True)
    assert "Member warned." in answer.text
    assert reverse("moderate-undo") in answer.text


def test_a_warning_expires_and_counts_no_longer(as_, ada, root, warn, topic):
    SiteSettings.current().change(warning_days=30)
    warn(root)
    warning = MemberWarning.objects.get()
    assert timedelta(days=29) < warning.expires_at - timezone.now() <= timedelta(days=30)
    page = as_(root).get("/moderate/members/ada/").text
    assert "1 warning" in page
    MemberWarning.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = as_(root).get("/moderate/members/ada/").text
    assert "1 warning<" not in page
    assert "expired" in page


def test_zero_days_means_for_good(root, warn):
    SiteSettings.current().change(warning_days=0)
    warn(root)
    assert MemberWarning.objects.get().expires_at is None


def test_the_record_shows_warnings_to_whoever_moderates_their_board_alone(
    as_, ada, mod, root, warn, members_board
):
    warn(mod)
    warning_acts.warn(root, ada, "Of the whole forum.")
    from_elsewhere = join("kim")
    from_elsewhere.groups.add(grant_moderators(members_board))
    page = as_(mod).get("/moderate/members/ada/").text
    assert "Please stay calm." in page
    assert "Of the whole forum." not in page
    page = as_(from_elsewhere).get("/moderate/members/ada/").text
    assert "Please stay calm." not in page
    assert "1 warning" not in page
    assert "Of the whole forum." in as_(root).get("/moderate/members/ada/").text
    assert as_(ada).get("/moderate/members/ada/").status_code == 403


def test_a_warning_is_taken_back_on_the_record(as_, ada, mod, ben, warn):
    warn(mod)
    address = reverse("moderate-take-warning-back", args=["ada", MemberWarning.objects.get().pk])
    assert as_(ben).post(address).status_code == 403
    answer = as_(mod).post(address, follow=True)
    assert "Warning taken back." in answer.text
    assert "taken back" in answer.text
    ada.refresh_from_db()
    assert ada.warned_at is None


def test_the_public_log_tells_nobody_of_a_warning(as_, mod, root, ada, warn):
    SiteSettings.current().change(shows_public_log=True)
    warn(mod)
    warning_acts.warn(root, ada, "Of the whole forum.")
    page = as_().get("/log/")
    assert page.status_code == 200
    assert "Please stay calm." not in page.text
    assert "Of the whole forum." not in page.text
