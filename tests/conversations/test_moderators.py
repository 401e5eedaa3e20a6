"""Conversations of the moderators of a board with one member."""

import re
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.attachments.models import Attachment
from forum.boards.models import Grant
from forum.boards.presets import Preset
from forum.boards.usual_verbs import MODERATING
from forum.conversations import team
from forum.conversations.models import MessagePreference, Writers
from forum.follows import following
from forum.follows.models import FollowPreference, Level
from forum.jobs import handlers
from forum.jobs.running import run_due
from forum.mail import sending
from forum.mail.delaying import DELAY
from forum.moderation.public_log import public_entries
from forum.notifications.models import Notification
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.posts.team_messages import TeamMessage, team_account
from forum.refusals import NotAllowed
from forum.reports.reporting import report
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conftest import join, opened
from tests.conversations.full_conversation import attach
from tests.conversations.talking import anybody_writes

TEAM = "/conversations/moderators/"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def second(mod):
    """Another moderator of the board."""
    member = join("second", display_name="Secunda")
    member.groups.set(mod.groups.all())
    return member


@pytest.fixture
def post(topic):
    return topic.posts.get(number=1)


def form(title="About your post", body="Please use a **title** that says it.", **more):
    return {"title": title, "body": body, "written_as": "team", "key": uuid.uuid4().hex, **more}


def new(post):
    return f"/conversations/new/moderators/?post={post.pk}"


def begin(mod, post, *, as_team=True, **more):
    said = {"title": "About your post", "key": uuid.uuid4().hex} | more
    submission = Submission(mod, render_text("Please mind the rules."), **said)
    return team.start(submission, post.topic.board, post.author, as_team=as_team, post=post).topic


def answer(member, topic, body="I will.", **more):
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True} | more
    return publishing.reply(Topic.objects.get(pk=topic.pk), Submission(member, render_text(body), **said))


def settle():
    while run_due():
        pass


def test_a_moderator_writes_to_the_author_of_a_post_for_all_of_them(as_, ada, mod, second, post):
    page = as_(mod).get(new(post))
    assert page.status_code == 200
    assert "About your post in" in page.text
    sent = as_(mod).post(new(post), form())
    topic = Topic.objects.get(board=None)
    assert (sent.status_code, sent.url) == (303, topic.get_absolute_url())
    assert topic.moderators_of == post.topic.board
    for reader in (ada, mod, second):
        seen = as_(reader).get(topic.get_absolute_url())
        assert seen.status_code == 200
        assert "<strong>title</strong>" in seen.text
        assert post.get_absolute_url() in seen.text


def test_the_menu_of_a_post_offers_it_to_who_moderates_there(as_, ben, mod, post):
    address = new(post)
    assert address in as_(mod).get(post.topic.get_absolute_url()).text
    assert address not in as_(ben).get(post.topic.get_absolute_url()).text


def test_the_member_is_not_told_who_of_them_wrote_and_the_other_moderators_are(as_, ada, mod, second, post):
    User.objects.filter(pk=mod.pk).update(display_name="Modesta Keeper")
    mod.refresh_from_db()
    topic = begin(mod, post)
    for page in (topic.get_absolute_url(), "/conversations/", f"/conversations/{topic.pk}/members/"):
        told = as_(ada).get(page)
        assert told.status_code == 200
        assert "Modesta" not in told.text
        assert f"/u/{mod.username}/" not in told.text
    assert "Moderators (Modesta Keeper)" in as_(second).get(topic.get_absolute_url()).text


def test_one_writes_by_name_if_one_wants_to(as_, ada, mod, post):
    as_(mod).post(new(post), form(written_as="own"))
    [message] = Post.objects.filter(topic__board=None)
    assert message.author == mod
    assert not TeamMessage.objects.exists()


@pytest.mark.parametrize(
    ("sent", "is_teams"), [({}, True), ({"written_as": "team"}, True), ({"written_as": "own"}, False)]
)
def test_who_answers_does_so_for_all_unless_they_say_otherwise(sent, is_teams, as_, mod, second, post):
    topic = begin(mod, post)
    assert 'name="written_as"' in as_(second).get(topic.get_absolute_url()).text
    as_(second).post(
        f"{topic.get_absolute_url()}reply/", {"body": "And this.", "key": uuid.uuid4().hex, **sent}
    )
    last = topic.posts.get(number=2)
    assert last.author.is_team == is_teams
    assert last.author == (team_account() if is_teams else second)


def test_the_member_answers_in_their_own_name_whatever_the_form_says(as_, ada, mod, post):
    topic = begin(mod, post)
    page = as_(ada).get(topic.get_absolute_url()).text
    assert 'id="reply-form"' in page
    assert "written_as" not in page
    sent = {"body": "Sorry.", "key": uuid.uuid4().hex, "written_as": "team"}
    as_(ada).post(f"{topic.get_absolute_url()}reply/", sent)
    assert topic.posts.get(number=2).author == ada


def test_nobody_writes_for_moderators_without_being_one(ada, mod, post):
    topic = begin(mod, post)
    with pytest.raises(NotAllowed):
        answer(ada, topic, in_name_of=team_account())
    assert topic.posts.count() == 1


def test_nobody_else_sees_it(as_, ben, mod, post, members_board):
    topic = begin(mod, post)
    elsewhere = join("elsewhere")
    elsewhere.groups.add(Group.objects.create(name="keepers of another"))
    for reader in (ben, elsewhere):
        assert as_(reader).get(topic.get_absolute_url()).status_code == 404
        assert as_(reader).get(f"/p/{topic.posts.get().pk}/").status_code == 404
    assert as_(mod).get(f"/p/{topic.posts.get().pk}/").status_code == 302


def test_who_moderates_no_more_sees_it_no_more_and_who_comes_later_sees_all(as_, mod, second, post):
    topic = begin(mod, post)
    later = join("later")
    assert as_(later).get(topic.get_absolute_url()).status_code == 404
    later.groups.set(mod.groups.all())
    mod.groups.clear()
    assert as_(later).get(topic.get_absolute_url()).status_code == 200
    assert as_(mod).get(topic.get_absolute_url()).status_code == 404
    with pytest.raises(publishing.NotAllowedNow):
        answer(mod, topic, in_name_of=team_account())


def test_a_moderator_to_whom_the_others_write_is_no_part_of_the_team_there(as_, mod, second, board, start):
    post = start(mod, board).posts.get(number=1)
    topic = begin(second, post)
    page = as_(mod).get(topic.get_absolute_url()).text
    assert "written_as" not in page
    assert "Secunda" not in page
    assert topic.title not in as_(mod).get(TEAM).text
    assert topic.title in as_(second).get(TEAM).text
    with pytest.raises(NotAllowed):
        answer(mod, topic, in_name_of=team_account())


def unanswered_at(browser, address):
    """What the tab beside those of a page of moderators says of their conversations."""
    words = rf'<a href="{TEAM}"[^>]*>(?:Conversations|Of the moderators)(?: \((\d+)\))?</a>'
    return int(re.search(words, browser.get(address).text)[1] or 0)


def test_moderators_see_beside_their_pages_how_many_conversations_wait_for_them(as_, ada, mod, second, post):
    elsewhere = join("elsewhere")
    other_board = opened("Elsewhere", Preset.PUBLIC)
    group = Group.objects.create(name="Keepers of another")
    Grant.objects.create(board=other_board, audience="group", group=group, verbs=MODERATING)
    elsewhere.groups.add(group)
    pages = ("/moderate/", "/moderate/log/", "/moderate/removed/", "/conversations/", TEAM)
    topics = [begin(mod, post), begin(second, post, title="Once more")]
    assert [unanswered_at(as_(second), page) for page in pages] == [0] * 5
    for topic in topics:
        answer(ada, topic)
    assert [unanswered_at(as_(second), page) for page in pages] == [2] * 5
    assert [unanswered_at(as_(elsewhere), page) for page in pages] == [0] * 5
    answer(second, topics[0], "Good.", in_name_of=team_account())
    assert [unanswered_at(as_(mod), page) for page in pages] == [1] * 5
    as_(mod).post(f"/conversations/{topics[1].pk}/close/")
    assert [unanswered_at(as_(mod), page) for page in pages] == [0] * 5


def test_how_many_wait_is_asked_on_those_pages_alone_and_in_one_query(as_, ada, mod, post):
    answer(ada, begin(mod, post))
    browser, asked = as_(mod), {}
    for page in ("/latest/", post.topic.get_absolute_url(), "/moderate/"):
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        asked[page] = sum("moderators_of_id" in query["sql"] and "COUNT" in query["sql"] for query in queries)
    assert asked == {"/latest/": 0, post.topic.get_absolute_url(): 0, "/moderate/": 1}


def test_where_there_are_none_their_list_says_from_where_one_writes_to_who_may(as_, mod, board, post):
    words = "from a report, a text that waits, a warning, an appeal or an act in the log"
    assert words in as_(mod).get(TEAM).text
    board.grants.filter(audience="staff").delete()
    staff = join("staff", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_user"))
    page = as_(staff).get(TEAM)
    assert "None yet." in page.text
    assert words not in page.text
    begin(mod, post)
    assert words not in as_(mod).get(TEAM).text


def test_messages_of_moderators_come_to_who_wants_none(as_, ada, mod, post):
    MessagePreference.objects.create(member=ada, writers=Writers.MODERATORS)
    following.mute(ada, mod)
    topic = begin(mod, post)
    assert as_(ada).get(topic.get_absolute_url()).status_code == 200
    assert answer(ada, topic).number == 2


def test_it_is_neither_left_nor_joined_and_moderators_close_it(as_, ada, ben, mod, second, post):
    topic = begin(mod, post)
    at = f"/conversations/{topic.pk}/"
    assert as_(ada).post(f"{at}leave/").status_code == 403
    assert as_(ada).post(f"{at}close/").status_code == 403
    assert as_(second).post(f"{at}members/", {"member": "ben", "sees": "all"}).status_code == 403
    assert as_(second).post(f"{at}members/ada/remove/").status_code == 403
    assert Participant.objects.present().get().member == ada
    assert as_(second).post(f"{at}close/").status_code == 303
    with pytest.raises(publishing.NotAllowedNow):
        answer(ada, topic)


@pytest.mark.parametrize("who", ["ben", "ada"])
def test_others_and_the_author_begin_none(who, as_, ada, ben, post):
    assert as_({"ada": ada, "ben": ben}[who]).post(new(post), form()).status_code == 404
    assert not Topic.objects.filter(board=None).exists()


def test_the_same_form_sent_again_begins_no_second_one(as_, mod, post):
    sent = form()
    first, again = as_(mod).post(new(post), sent), as_(mod).post(new(post), sent)
    assert first.url == again.url
    assert Topic.objects.filter(board=None).count() == 1


def test_the_member_is_told_at_the_bell_and_by_mail_without_a_name(as_, ada, mod, post, monkeypatch):
    monkeypatch.setattr(handlers, "EVERY_ROUND", [sending.Sender().send_due])
    FollowPreference.objects.create(member=ada, topic=Level.EVERY)
    User.objects.filter(pk=mod.pk).update(display_name="Modesta Keeper")
    topic = begin(mod, post)
    settle()
    assert Notification.objects.filter(topic=topic).count() == 1
    bell = as_(ada).get("/notifications/").text
    assert topic.title in bell
    assert "Moderators" in bell
    assert "Modesta" not in bell
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        call_command("worker", once=True)
    [sent] = [each for each in mail.outbox if each.to == [ada.email]]
    assert "Modesta" not in sent.message().as_string()
    assert "Moderators" in sent.body


def test_who_wrote_is_told_of_answers_and_not_of_their_own(as_, ada, mod, second, post):
    topic = begin(mod, post)
    settle()
    assert not Notification.objects.filter(member=mod).exists()
    answer(ada, topic)
    settle()
    assert Notification.objects.filter(topic=topic, member=mod).count() == 1
    assert not Notification.objects.filter(member=second).exists()
    assert topic.title in as_(mod).get("/notifications/").text


def test_if_none_who_follows_it_moderates_any_more_all_moderators_are_told(as_, ada, mod, second, post):
    topic = begin(mod, post)
    settle()
    mod.groups.clear()
    answer(ada, topic)
    settle()
    told = set(Notification.objects.filter(topic=topic).exclude(member=ada).values_list("member", flat=True))
    assert told == {second.pk}
    assert topic.title in as_(second).get("/notifications/").text


def test_the_list_has_those_without_an_answer_first_and_counts_them(
    as_, ada, ben, mod, second, post, board, start
):
    waiting = begin(mod, post, title="Which waits")
    answer(ada, waiting)
    begin(mod, start(ben, board).posts.get(number=1), title="Which does not")
    page = as_(second).get(TEAM).text
    assert page.index("Which waits") < page.index("Which does not")
    assert "Of the moderators (1)" in page
    assert "Of the moderators" not in as_(ada).get("/conversations/").text
    assert as_(ada).get(TEAM).status_code == 403


def test_the_account_of_the_team_is_nobody_who_can_be_found_written_to_or_signed_in_as(as_, ada, mod, post):
    begin(mod, post)
    account = team_account()
    assert not account.is_active
    assert not account.has_usable_password()
    assert as_(ada).get(f"/u/{account.username}/").status_code == 410
    sent = {"to": account.username, "title": "Hello", "body": "You.", "key": uuid.uuid4().hex}
    assert as_(ada).post("/conversations/new/", sent).status_code == 422


def test_the_log_says_that_a_moderator_wrote_and_leads_there_who_may_read_it(as_, ada, mod, second, post):
    as_(mod).post(new(post), form(title="A word about rules"))
    topic = Topic.objects.get(board=None)
    log = as_(second).get("/moderate/log/").text
    assert "wrote to the author of" in log
    assert topic.get_absolute_url() in log
    assert not public_entries().filter(act="write-to-member").exists()


def test_the_log_shows_nothing_of_a_conversation_to_who_may_not_read_it_but_that_it_was_begun(
    as_, mod, second, board, start
):
    as_(second).post(new(start(mod, board).posts.get(number=1)), form(title="A word about rules"))
    Participant.objects.update(left_at=timezone.now())
    second.groups.clear()
    topic = Topic.objects.get(board=None)
    Topic.objects.filter(pk=topic.pk).update(moderators_of=None)
    log = as_(mod).get("/moderate/log/").text
    assert "wrote to the author of" in log
    assert topic.get_absolute_url() not in log


def test_a_file_in_a_message_of_all_moderators_is_shown_to_the_member(
    as_, ada, ben, mod, post, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    topic = begin(mod, post)
    file = attach(mod)
    answer(mod, topic, f"See {file.markdown}", in_name_of=team_account())
    assert Attachment.objects.visible_to(ada).filter(pk=file.pk).exists()
    assert not Attachment.objects.visible_to(ben).filter(pk=file.pk).exists()


def test_no_row_that_the_member_is_shown_or_given_names_who_wrote_for_all(ada, mod, post):
    topic = begin(mod, post)
    part = Participant.objects.get(topic=topic)
    message = topic.posts.get()
    assert {topic.author, topic.last_poster, part.added_by, message.author} == {team_account()}
    assert message.ip is None
    assert TeamMessage.objects.get(post=message).written_by == mod


def test_the_card_of_a_report_offers_to_write_to_the_author(as_, ben, mod, post):
    assert new(post) not in as_(mod).get("/moderate/").text
    report(ben, post, "It’s rude or hurtful")
    assert new(post) in as_(mod).get("/moderate/").text
