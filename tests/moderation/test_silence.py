from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.bans.models import Ban
from forum.boards import global_moderators
from forum.boards.models import permissions_of
from forum.boards.permission_verbs import VERBS
from forum.boards.presets import Preset
from forum.bookmarks.models import Bookmark
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.member_records.models import MemberWarning
from forum.members import closing_accounts
from forum.moderation import silence_acts, warning_acts
from forum.moderation.hiding import in_good_standing
from forum.moderation.models import LogEntry
from forum.polls import voting
from forum.polls.models import Poll, PollOption
from forum.posts import publishing, revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.restricted_authors import IsSilenced, WarningUnread
from forum.reactions import reacting
from forum.reactions.models import Reaction
from forum.refusals import NotAllowed
from forum.reports.models import Report, Reporting
from tests.conftest import join, opened


@pytest.fixture
def until():
    return timezone.now() + timedelta(days=3)


@pytest.fixture
def topic(ada, ben, board, start, say):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    topic = start(ben, board)
    say(ada, topic, "Mine")
    return topic


@pytest.fixture
def global_moderator(db):
    member = join("gil")
    group = Group.objects.create(name="Moderators everywhere")
    global_moderators.set_moderates_everywhere(group, True)
    member.groups.add(group)
    return member


@pytest.fixture
def silenced(ada, root, topic, until):
    silence_acts.silence(root, ada, "Too loud", until=until)
    ada.refresh_from_db()
    return ada


def test_a_silenced_member_reads_and_is_told_what_until_when_and_why(as_, silenced, topic):
    page = as_(silenced).get(topic.get_absolute_url())
    assert page.status_code == 200
    assert "How does this work?" in page.text
    assert "You can only read until" in page.text
    assert "Too loud" in page.text
    assert 'id="reply-form"' not in page.text
    while run_due():
        pass
    assert "You were silenced: you can only read" in as_(silenced).get("/notifications/").text
    record = as_(silenced).get("/record/").text
    assert "you can read, follow and bookmark" in record
    assert "appeal against it" in record


def test_their_reply_is_refused_and_their_text_still_there(as_, silenced, topic):
    address = reverse("reply", args=[topic.pk, topic.slug])
    answer = as_(silenced).post(
        address, {"body": "All of my words", "key": "k" * 32, "board": topic.board_id}
    )
    assert answer.status_code == 403
    assert "All of my words" in answer.text
    assert topic.posts.count() == 2


def test_they_start_edit_react_vote_and_report_nothing(as_, silenced, ben, topic, board):
    browser = as_(silenced)
    first, own = topic.posts.get(number=1), topic.posts.get(number=2)
    assert (
        browser.post(f"/b/{board.slug}/new/", {"title": "Mine", "body": "x", "key": "n"}).status_code == 403
    )
    assert browser.post(f"/p/{own.pk}/edit/", {"body": "Changed", "base": 1}).status_code == 403
    browser.post(f"/p/{first.pk}/react/", {"emoji": "👍"})
    assert not Reaction.objects.exists()
    poll = Poll.objects.create(topic=topic, question="Tea?", is_secret=False, most_choices=1)
    option = PollOption.objects.create(poll=poll, position=1, text="Yes")
    with pytest.raises(NotAllowed):
        voting.vote(silenced, poll, [option.pk])
    assert browser.post(f"/p/{first.pk}/report/", {"reason": "spam"}).status_code == 403
    assert browser.post("/u/ben/report/", {"reason": "spam"}).status_code == 403
    assert not Report.objects.exists()
    assert Post.objects.get(pk=own.pk).source == "Mine"


def test_they_follow_bookmark_and_read_on(as_, silenced, topic):
    browser = as_(silenced)
    browser.post(reverse("topic-follow", args=[topic.pk, topic.slug]))
    assert Follow.objects.of(topic).filter(member=silenced).exists()
    browser.post(f"/p/{topic.posts.get(number=1).pk}/bookmark/add/")
    assert Bookmark.objects.filter(member=silenced).exists()


def test_they_do_not_change_what_others_see_of_them(as_, silenced, ben):
    answer = as_(silenced).post("/settings/", {"display_name": "LOUD", "about": "Buy!"})
    assert answer.status_code == 422
    assert "Buy!" in answer.text
    silenced.refresh_from_db()
    assert silenced.about == ""
    assert as_(ben).post("/settings/", {"display_name": "Benno", "about": ""}).status_code == 303


def test_a_silenced_moderator_moderates_nothing(mod, root, topic):
    assert permissions_of(mod).allow("moderate", topic.board_id)
    silence_acts.silence(root, mod, "Abuse")
    mod.refresh_from_db()
    permissions = permissions_of(mod)
    assert not permissions.allow("moderate", topic.board_id)
    assert permissions.allow("see", topic.board_id)


def test_a_reply_that_began_before_the_silence_is_refused_after_it(ada, root, topic):
    """`ada` is as she was read before."""
    silence_acts.silence(root, ada, "Now")
    assert not ada.is_silenced
    said = publishing.Submission(ada, render_text("Late"), key="late")
    with pytest.raises(IsSilenced):
        publishing.reply(topic, said)


def test_when_its_time_is_over_they_write_again(as_, silenced, topic):
    User.objects.filter(pk=silenced.pk).update(silenced_until=timezone.now() - timedelta(seconds=1))
    page = as_(silenced).get(topic.get_absolute_url()).text
    assert "You can only read" not in page
    assert 'id="reply-form"' in page


def test_silence_for_good_says_so(as_, ada, root, topic):
    answer = as_(root).post("/u/ada/silence/", {"until": "", "ready": "spam"}, follow=True)
    assert "Member silenced." in answer.text
    ada.refresh_from_db()
    assert ada.is_silenced
    assert ada.silenced_until is None
    page = as_(ada).get(topic.get_absolute_url()).text
    assert "You can only read</strong>" in page
    assert "Silenced for good" in as_(root).get("/u/ada/").text


def test_the_end_of_a_silence_is_in_the_future(as_, ada, root):
    answer = as_(root).post("/u/ada/silence/", {"until": "2001-01-01T00:00", "ready": "spam"})
    assert answer.status_code == 422
    assert "Choose a time in the future." in answer.text


def test_global_moderators_silence_and_warn_but_do_not_suspend(as_, ada, global_moderator, topic):
    browser = as_(global_moderator)
    page = browser.get("/u/ada/").text
    assert "/u/ada/silence/" in page
    assert "/u/ada/warn/" in page
    assert "/u/ada/suspend/" not in page
    assert browser.post("/u/ada/silence/", {"until": "", "ready": "rude"}).status_code == 303
    assert browser.post("/u/ada/warn/", {"ready": "rude"}).status_code == 303
    assert browser.post("/u/ada/suspend/", {"until": "2100-01-01T00:00", "ready": "rude"}).status_code == 403
    ada.refresh_from_db()
    assert ada.is_silenced
    assert ada.warned_at
    assert not ada.is_suspended


def test_they_do_it_to_no_moderator_and_no_staff(as_, mod, root, ada, global_moderator, topic):
    browser = as_(global_moderator)
    for name in ("mod", "root", "gil"):
        assert browser.post(f"/u/{name}/silence/", {"until": "", "ready": "rude"}).status_code == 403
    assert as_(root).post("/u/mod/silence/", {"until": "", "ready": "rude"}).status_code == 303


def test_moderators_of_a_board_and_members_silence_nobody(as_, ada, ben, mod, topic):
    for member in (mod, ben):
        assert as_(member).post("/u/ada/silence/", {"until": "", "ready": "rude"}).status_code == 403
    assert "/u/ada/silence/" not in as_(mod).get("/u/ada/").text
    ada.refresh_from_db()
    assert not ada.is_silenced


def test_undo_lifts_the_silence_or_restores_the_one_before(as_, ada, root, topic, until):
    silence_acts.silence(root, ada, "First", until=until)
    silence_acts.silence(root, ada, "Second")
    as_(root).post("/moderate/undo/", {"undo": LogEntry.objects.first().pk})
    ada.refresh_from_db()
    assert (ada.silenced_until, ada.silenced_reason) == (until, "First")
    silence_acts.lift_silence(root, ada)
    ada.refresh_from_db()
    assert not ada.is_silenced
    as_(root).post("/moderate/undo/", {"undo": LogEntry.objects.first().pk})
    ada.refresh_from_db()
    assert ada.is_silenced


def test_the_log_says_how_long_and_global_moderators_read_it(as_, ada, root, mod, global_moderator, topic):
    silence_acts.silence(root, ada, "Loud")
    assert "for good" in rows_of_log(as_(root))
    assert "for good" in rows_of_log(as_(global_moderator))
    assert "for good" not in rows_of_log(as_(mod))


def rows_of_log(browser):
    """What the log says below the form that narrows it, which names the acts."""
    return browser.get("/moderate/log/").text.partition('<ul class="log">')[2]


def test_others_do_not_learn_of_it(as_, silenced, ben, mod, topic):
    for reader in (ben, mod, None):
        for page in ("/u/ada/", topic.get_absolute_url(), "/moderate/members/ada/", "/moderate/log/"):
            assert "Too loud" not in as_(reader).get(page).text


def test_reports_by_silenced_members_hide_nothing(silenced, topic):
    User.objects.update(post_count=10)
    report = Report.objects.create(post=topic.posts.get(number=1))
    Reporting.objects.create(report=report, member=silenced, reason="spam")
    Reporting.objects.create(
        report=report,
        member=join("kim", date_joined=timezone.now() - timedelta(days=3), post_count=9),
        reason="spam",
    )
    assert [each.member.username for each in report.reportings.filter(in_good_standing())] == ["kim"]


def test_a_closed_account_keeps_no_reason(silenced):
    closing_accounts.close(silenced)
    silenced.refresh_from_db()
    assert silenced.silenced_reason == ""


def test_a_private_board_stays_out_of_sight_of_the_silenced(silenced):
    board = opened("Cellar", Preset.STAFF)
    assert not permissions_of(silenced).allow("see", board.pk)


@pytest.fixture
def silence_meanwhile(ada, root):
    """Called with a request of hers under way, for which `ada` was read before."""

    def act():
        silence_acts.silence(root, User.objects.get(pk=ada.pk), "Now")
        assert not ada.is_silenced

    return act


def test_an_edit_that_began_before_the_silence_or_a_warning_is_refused_after_it(
    ada, root, topic, silence_meanwhile
):
    own = topic.posts.get(number=2)
    warning_acts.warn(root, User.objects.get(pk=ada.pk), "Calm down")
    with pytest.raises(WarningUnread):
        revising.revise_own(ada, own, render_text("Late"), base=1)
    MemberWarning.objects.all().delete()
    User.objects.update(warned_at=None)
    ada.refresh_from_db()
    silence_meanwhile()
    with pytest.raises(IsSilenced):
        revising.revise_own(ada, own, render_text("Late"), base=1)
    assert Post.objects.get(pk=own.pk).source == "Mine"


def test_so_is_a_vote_and_a_reaction(ada, topic, silence_meanwhile):
    poll = Poll.objects.create(topic=topic, question="Tea?", is_secret=False, most_choices=1)
    option = PollOption.objects.create(poll=poll, position=1, text="Yes")
    silence_meanwhile()
    with pytest.raises(NotAllowed):
        reacting.react(ada, topic.posts.get(number=1), "👍")
    assert not Reaction.objects.exists()
    with pytest.raises(NotAllowed):
        voting.vote(ada, poll, [option.pk])


def test_silenced_staff_act_on_nobody(as_, root, ada, topic):
    member = join("sta", is_staff=True)
    codes = ("change_user", "view_user")
    member.user_permissions.set(Permission.objects.filter(codename__in=codes))
    suspend = {"until": "2100-01-01T00:00", "ready": "rude"}
    assert as_(member).post("/u/ada/suspend/", suspend).status_code == 303
    silence_acts.silence(root, member, "Abuse")
    browser = as_(member)
    assert browser.post("/u/ada/suspend/", suspend | {"ready": "spam"}).status_code == 403
    assert browser.post("/u/ada/warn/", {"ready": "rude"}).status_code == 403
    ban = {"kind": "name", "typed": "somebody", "reason": "x", "place": "1"}
    assert browser.post("/moderate/bans/", ban).status_code == 403
    assert not Ban.objects.exists()


def test_as_seen_by_says_that_they_are_silenced(as_, root, silenced):
    page = as_(root).get("/admin/boards/board/permissions/seen-by/", {"member": "ada"}).text
    assert "is silenced by a moderator" in page
    assert page.count(">silenced<") == len(VERBS) - 1  # all but seeing, on one board
