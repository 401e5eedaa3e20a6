"""From where moderators begin to write to a member: a report, a waiting text, a warning, the log, an appeal."""

import re
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from forum.appeals.sending import send_appeal
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset
from forum.boards.usual_verbs import MODERATING
from forum.conversations.models import TeamConversation
from forum.jobs.running import run_due
from forum.member_records.models import MemberWarning
from forum.members import closing_accounts
from forum.moderation import approval_acts, post_acts, silence_acts, topic_acts, watch_acts
from forum.moderation.models import LogEntry, RejectedPost
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.topics.models import Topic
from tests.admin.conftest import last_entry
from tests.conftest import join, opened
from tests.conversations.talking import anybody_writes

NEW = "/conversations/new/moderators/"
QUEUE, LOG = "/moderate/", "/moderate/log/"
RUDE = "It’s rude or hurtful"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def post(topic):
    return topic.posts.get(number=1)


@pytest.fixture
def second(mod):
    """Another moderator of the board."""
    member = join("second")
    member.groups.set(mod.groups.all())
    return member


@pytest.fixture
def keeper(members_board):
    """Moderates another board."""
    return keeps(join("keeper"), members_board)


def keeps(member, board):
    group = Group.objects.create(name=f"Keepers of {board.slug} with {member.username}")
    Grant.objects.create(board=board, audience="group", group=group, verbs=MODERATING)
    member.groups.add(group)
    return member


def form(title="A word", body="Please read **this**.", **more):
    return {"title": title, "body": body, "written_as": "team", "key": uuid.uuid4().hex, **more}


def links(page):
    return [found.replace("&amp;", "&") for found in re.findall(rf'href="({NEW}\?[^"]+)"', page.text)]


def begin(browser, address, **more):
    assert browser.get(address).status_code == 200
    sent = browser.post(address, form(**more))
    assert sent.status_code == 303, sent.text
    return Topic.objects.get(board=None)


def about(page):
    """The line that says what a conversation is about, in words alone; "" if there is none."""
    found = re.search(r'<p class="conversation-about">(.*?)</p>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


def reported(by, thing):
    report(by, thing, RUDE)
    return Report.objects.about(thing).get()


def settle():
    while run_due():
        pass


# Of reports


def test_who_reported_a_post_is_written_to_from_its_card(as_, ada, ben, mod, second, post):
    found = reported(ben, post)
    address = f"{NEW}?report={found.pk}&to=ben"
    assert address in links(as_(mod).get(QUEUE))
    topic = begin(as_(mod), address)
    assert topic.moderators_of == post.topic.board
    assert about(as_(ben).get(topic.get_absolute_url())) == "About your report A first question #1"
    assert (
        about(as_(second).get(topic.get_absolute_url())) == "About a report by the member A first question #1"
    )
    assert as_(ada).get(topic.get_absolute_url()).status_code == 404
    assert "wrote to a member who reported" in as_(second).get(LOG).text


def test_the_log_does_not_name_who_reported(as_, ben, mod, second, post):
    User.objects.filter(pk=ben.pk).update(display_name="Benedetto")
    begin(as_(mod), f"{NEW}?report={reported(ben, post).pk}&to=ben", title="A word about that")
    [entry] = LogEntry.objects.all()
    assert (entry.post, entry.member) == (post, None)
    page = as_(second).get(LOG)
    assert "A word about that" in page.text
    assert "Benedetto" not in page.text


def test_who_reported_a_topic_is_written_to_as_well(as_, ben, mod, topic):
    found = reported(ben, topic)
    assert begin(as_(mod), f"{NEW}?report={found.pk}&to=ben").moderators_of == topic.board


def test_of_a_report_nobody_else_is_written_to_and_by_nobody_else(as_, ben, eve, mod, keeper, post):
    found = reported(ben, post)
    address = f"{NEW}?report={found.pk}&to=ben"
    assert as_(mod).get(address).status_code == 200
    assert as_(mod).get(f"{NEW}?report={found.pk}&to=eve").status_code == 404
    for other in (keeper, ben, eve):
        assert as_(other).get(address).status_code == 404
        assert as_(other).post(address, form()).status_code == 404
    assert links(as_(keeper).get(QUEUE)) == []
    assert not Topic.objects.filter(board=None).exists()


# Of texts that wait


@pytest.fixture
def waiting(ben, topic):
    return PendingPost.objects.create(author=ben, topic=topic, source="A text that waits", key="waits")


@pytest.fixture
def new_topic(ben, board):
    return PendingPost.objects.create(author=ben, board=board, title="Lanterns", source="Any?", key="new")


def test_the_author_of_a_waiting_text_is_written_to_from_its_card(as_, ben, mod, second, waiting):
    address = f"{NEW}?waiting={waiting.pk}"
    assert links(as_(mod).get(QUEUE)) == [address]
    topic = begin(as_(mod), address)
    theirs = as_(ben).get(topic.get_absolute_url())
    assert about(theirs) == "About your text that waits for approval: A first question"
    assert f"{waiting.topic.get_absolute_url()}#waiting-{waiting.pk}" in theirs.text
    of_team = as_(second).get(topic.get_absolute_url())
    assert about(of_team) == "About a text that waits: A first question"
    assert f"{QUEUE}#posts-{waiting.pk}" in of_team.text
    assert "wrote to a member about" in as_(second).get(LOG).text


def test_a_new_topic_that_waits_belongs_to_its_board(as_, ben, board, mod, new_topic):
    topic = begin(as_(mod), f"{NEW}?waiting={new_topic.pk}")
    assert topic.moderators_of == board
    assert about(as_(ben).get(topic.get_absolute_url())).endswith("Lanterns")


def test_a_waiting_text_is_none_of_others(as_, ben, eve, mod, keeper, waiting):
    address = f"{NEW}?waiting={waiting.pk}"
    for other in (keeper, ben, eve):
        assert as_(other).get(address).status_code == 404
        assert as_(other).post(address, form()).status_code == 404
    assert links(as_(keeper).get(QUEUE)) == []
    assert as_(mod).get(address).status_code == 200


def test_once_it_is_approved_the_conversation_is_about_the_post(as_, ben, mod, waiting):
    topic = begin(as_(mod), f"{NEW}?waiting={waiting.pk}")
    approval_acts.approve(mod, waiting, "")
    for reader in (ben, mod):
        assert about(as_(reader).get(topic.get_absolute_url())) == "About the post A first question #2"


def test_once_it_is_rejected_its_author_is_led_to_their_text_and_back_if_it_waits_again(
    as_, ben, mod, waiting
):
    topic = begin(as_(mod), f"{NEW}?waiting={waiting.pk}")
    entry = approval_acts.reject(mod, waiting, "Off topic")
    theirs = as_(ben).get(topic.get_absolute_url())
    assert about(theirs) == "About your text that was not approved: A first question"
    assert reverse("rejected-post", args=[RejectedPost.objects.get().pk]) in theirs.text
    assert about(as_(mod).get(topic.get_absolute_url())).startswith("About a text that was not approved")
    as_(mod).post("/moderate/undo/", {"undo": entry.pk})
    assert "waits for approval" in about(as_(ben).get(topic.get_absolute_url()))


def test_once_it_is_gone_the_conversation_is_about_nothing(as_, ben, mod, waiting):
    topic = begin(as_(mod), f"{NEW}?waiting={waiting.pk}")
    waiting.delete()
    for reader in (ben, mod):
        page = as_(reader).get(topic.get_absolute_url())
        assert (page.status_code, about(page)) == (200, "")


# Of edits that wait


def edit_by(author, post):
    return PendingEdit.objects.create(author=author, post=post, base=post.revision, source="Said otherwise")


def test_the_author_of_an_edit_that_waits_is_written_to_from_its_card(as_, ada, ben, mod, keeper, post):
    address = f"{NEW}?edit={edit_by(ada, post).pk}"
    assert links(as_(mod).get(QUEUE)) == [address]
    for other in (keeper, ben, ada):
        assert as_(other).get(address).status_code == 404
    topic = begin(as_(mod), address)
    assert topic.moderators_of == post.topic.board
    assert about(as_(ada).get(topic.get_absolute_url())) == "About the post A first question #1"
    assert "wrote to the author of" in as_(mod).get(LOG).text


def test_who_edits_the_post_of_another_is_written_to_and_not_its_author(as_, ada, ben, mod, post):
    address = f"{NEW}?edit={edit_by(ben, post).pk}"
    assert links(as_(mod).get(QUEUE)) == [address]
    topic = begin(as_(mod), address)
    assert as_(ben).get(topic.get_absolute_url()).status_code == 200
    assert as_(ada).get(topic.get_absolute_url()).status_code == 404
    log = as_(mod).get(LOG).text
    assert "wrote to a member about" in log
    assert "wrote to the author of" not in log


def test_a_moderator_is_not_offered_to_write_to_themselves_about_their_edit(as_, mod, second, post):
    address = f"{NEW}?edit={edit_by(mod, post).pk}"
    assert links(as_(second).get(QUEUE)) == [address]
    assert links(as_(mod).get(QUEUE)) == []


# Of warnings


@pytest.fixture
def warning(mod, post):
    return MemberWarning.objects.create(member=post.author, by=mod, post=post, reason="Too loud")


def test_a_warned_member_is_written_to_from_their_record_and_led_there_from_their_own(
    as_, ada, mod, second, warning
):
    address = f"{NEW}?warning={warning.pk}"
    assert links(as_(second).get("/moderate/members/ada/")) == [address]
    assert "Moderators have written to you about it" not in as_(ada).get("/record/").text
    topic = begin(as_(second), address)
    assert topic.moderators_of == warning.post.topic.board
    assert about(as_(mod).get(topic.get_absolute_url())) == "About a warning Too loud"
    assert about(as_(ada).get(topic.get_absolute_url())) == "About a warning of yours Too loud"
    own = as_(ada).get("/record/").text
    assert "Moderators have written to you about it" in own
    assert topic.get_absolute_url() in own


def test_the_record_leads_to_what_is_written_about_a_warning_those_who_read_it(
    as_, ada, mod, second, root, board, members_board, warning
):
    members_board.grants.filter(audience="staff").delete()
    unkind = MemberWarning.objects.create(member=ada, by=root, reason="Unkind")
    begun = begin(as_(mod), f"{NEW}?warning={warning.pk}", title="Loudness")
    elsewhere = (
        as_(root).post(f"{NEW}?warning={unkind.pk}", form(board=members_board.pk, title="Kindness")).url
    )
    seen = as_(second).get("/moderate/members/ada/").text
    assert re.search(rf'href="{begun.get_absolute_url()}"><bdi>Loudness<', seen)
    by_root = as_(root).get("/moderate/members/ada/").text
    assert "Loudness" in by_root and "Kindness" in by_root
    reads_warnings = keeps(join("reader", is_staff=True), board)
    reads_warnings.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    by_other = as_(reads_warnings).get("/moderate/members/ada/").text
    assert "Unkind" in by_other and "Loudness" in by_other
    assert "Kindness" not in by_other
    assert elsewhere not in by_other


def test_who_does_not_moderate_its_board_writes_about_no_warning(as_, ada, ben, keeper, warning):
    assert links(as_(keeper).get("/moderate/members/ada/")) == []
    for other in (keeper, ben, ada):
        assert as_(other).get(f"{NEW}?warning={warning.pk}").status_code == 404


def test_of_a_warning_on_no_board_the_moderator_chooses_for_whom(as_, ada, root, board, members_board):
    warning = MemberWarning.objects.create(member=ada, by=root, reason="Unkind")
    address = f"{NEW}?warning={warning.pk}"
    assert address in links(as_(root).get("/moderate/members/ada/"))
    page = as_(root).get(address)
    first = Board.objects.order_by("position", "id").first()
    assert re.search(r'name="board".*?<option value="(\d+)"', page.text, re.DOTALL)[1] == str(first.pk)
    topic = begin(as_(root), address, board=members_board.pk)
    assert topic.moderators_of == members_board
    assert "wrote to" in as_(root).get(LOG).text


def test_no_board_is_chosen_that_one_does_not_moderate(as_, ada, root, mod, board, members_board):
    group = Group.objects.create(name="Of two boards")
    for each in (board, members_board):
        Grant.objects.create(board=each, audience="group", group=group, verbs=MODERATING)
    mod.groups.add(group)
    silence_acts.silence(root, ada, "Loud")
    entry = last_entry()
    mod.is_staff = True
    mod.save()
    mod.user_permissions.add(Permission.objects.get(codename="view_user"))
    address = f"{NEW}?entry={entry.pk}"
    elsewhere = opened("Elsewhere", Preset.PUBLIC)
    elsewhere.grants.filter(audience="staff").delete()
    assert as_(mod).post(address, form(board=elsewhere.pk)).status_code == 422
    assert not Topic.objects.filter(board=None).exists()
    assert begin(as_(mod), address, board=members_board.pk).moderators_of == members_board


# Of the log


def test_an_act_in_the_log_leads_to_writing_to_whom_it_concerns(as_, ada, mod, second, topic):
    topic_acts.lock(mod, topic, "Heated")
    address = f"{NEW}?entry={last_entry().pk}"
    assert links(as_(second).get(LOG)) == [address]
    settle()
    begun = begin(as_(second), address)
    assert begun.moderators_of == topic.board
    theirs = as_(ada).get(begun.get_absolute_url())
    assert about(theirs).startswith("About what was done:")
    assert reverse("act-notice", args=[LogEntry.objects.get(act="lock").pk]) in theirs.text
    assert "locked" in about(as_(mod).get(begun.get_absolute_url()))
    notice = as_(ada).get(reverse("act-notice", args=[LogEntry.objects.get(act="lock").pk])).text
    assert begun.get_absolute_url() in notice
    # What was written is no act to write about.
    assert links(as_(second).get(LOG)) == [address]


def test_an_act_is_none_of_those_who_do_not_moderate_there(as_, ada, ben, mod, keeper, topic):
    topic_acts.lock(mod, topic, "Heated")
    address = f"{NEW}?entry={last_entry().pk}"
    assert as_(mod).get(address).status_code == 200
    assert links(as_(keeper).get(LOG)) == []
    for other in (keeper, ben, ada):
        assert as_(other).get(address).status_code == 404


def test_nobody_is_offered_to_write_to_themselves_or_to_a_closed_account(as_, ben, mod, board, start, say):
    topic_acts.lock(mod, start(mod, board), "Done")
    post_acts.remove(mod, say(ben, start(mod, board, title="Another")), "x")
    address = f"{NEW}?entry={last_entry().pk}"
    assert links(as_(mod).get(LOG)) == [address]
    closing_accounts.close(ben)
    assert links(as_(mod).get(LOG)) == []
    assert as_(mod).get(address).status_code == 404


def test_a_member_learns_nothing_of_an_act_that_they_are_not_told_of(as_, ada, root, board):
    watch_acts.watch(root, ada, "Looks odd")
    entry = last_entry()
    topic = begin(as_(root), f"{NEW}?entry={entry.pk}", board=board.pk)
    assert about(as_(ada).get(topic.get_absolute_url())) == ""
    assert "ada" in about(as_(root).get(topic.get_absolute_url())).lower()


# Of appeals


@pytest.fixture
def appeal(ada, mod, second, topic):
    topic_acts.lock(mod, topic, "Heated")
    return send_appeal(ada, last_entry(), "It was calm.")


def test_who_decides_an_appeal_writes_to_its_member_and_all_are_led_there(as_, ada, second, appeal, topic):
    address = f"{NEW}?appeal={appeal.pk}"
    assert links(as_(second).get(QUEUE)) == [address]
    notice = reverse("act-notice", args=[appeal.entry_id])
    assert "Moderators write to you about it here" not in as_(ada).get(notice).text
    begun = begin(as_(second), address)
    assert begun.moderators_of == topic.board
    page = as_(second).get(QUEUE)
    assert begun.get_absolute_url() in page.text
    assert links(page) == []
    theirs = as_(ada).get(notice).text
    assert "Moderators write to you about it here" in theirs
    assert begun.get_absolute_url() in theirs


def test_an_appeal_has_one_conversation_and_who_comes_second_keeps_their_text(as_, second, appeal):
    address = f"{NEW}?appeal={appeal.pk}"
    third = join("third")
    third.groups.set(second.groups.all())
    sent = form()
    first = as_(second).post(address, sent)
    assert as_(second).post(address, sent).url == first.url  # the same form once more
    later = as_(third).post(address, form(body="Which I had typed already"))
    assert later.status_code == 409
    assert "Which I had typed already" in later.text
    assert first.url in later.text
    assert as_(third).get(address).url == first.url
    assert Topic.objects.filter(board=None).count() == 1


def test_who_acted_is_not_offered_to_write_about_the_appeal_but_reads_what_is_written(
    as_, mod, second, keeper, appeal
):
    address = f"{NEW}?appeal={appeal.pk}"
    assert links(as_(mod).get(QUEUE)) == links(as_(mod).get(LOG)) == []
    for asked in (address, f"{NEW}?entry={appeal.entry_id}"):
        assert as_(mod).get(asked).status_code == 404
        assert as_(keeper).get(asked).status_code == 404
    begun = begin(as_(second), address)
    assert as_(mod).get(begun.get_absolute_url()).status_code == 200


def test_an_appeal_against_an_act_on_a_member_belongs_to_the_board_that_the_decider_chooses(
    as_, eve, root, board
):
    silence_acts.silence(root, eve, "Loud")
    appeal = send_appeal(eve, last_entry(), "I whispered.")
    other = join("other", is_superuser=True, is_staff=True)
    address = f"{NEW}?appeal={appeal.pk}"
    assert address in links(as_(other).get(QUEUE))
    assert begin(as_(other), address, board=board.pk).moderators_of == board


# Of all


def test_without_a_source_there_is_no_form(as_, mod, post):
    for query in ("", "?post=x", "?report=1", "?waiting=0", "?edit=9", "?warning=9", "?entry=9", "?appeal=9"):
        assert as_(mod).get(NEW + query).status_code == 404
    assert as_(mod).get(f"{NEW}?post={post.pk}").status_code == 200


def test_the_queue_asks_no_more_for_many_cards_than_for_few(
    as_, ada, ben, eve, mod, second, board, start, say, warm
):
    counts = []
    for count in (1, 3):
        for number in range(count):
            topic = start(ada, board, title=f"Topic {count} {number}")
            reported(ben, topic.posts.get(number=1))
            reported(eve, topic.posts.get(number=1))
            PendingPost.objects.create(
                author=join(f"w{count}{number}"), topic=topic, source=str(topic), key="k"
            )
            edit_by(ada, topic.posts.get(number=1))
            topic_acts.lock(mod, topic, "Heated")
            send_appeal(ada, last_entry(), "It was calm.")
        browser = as_(second)
        browser.get(QUEUE)
        warm()
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(QUEUE)
        counts.append(len(asked))
        assert len(links(page)) > count
        with CaptureQueriesContext(connection) as asked:
            browser.get(LOG)
        counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_a_record_asks_no_more_for_many_warnings_than_for_one(as_, ada, mod, post, warm):
    counts, browser = [], as_(mod)
    for count in (1, 3):
        for number in range(count):
            reason = f"Loud {count} {number}"
            warning = MemberWarning.objects.create(member=ada, by=mod, post=post, reason=reason)
            assert (
                browser.post(
                    f"{NEW}?warning={warning.pk}", form(title=f"About {reason}", again="1")
                ).status_code
                == 303
            )
        browser.get("/moderate/members/ada/")
        warm()
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/moderate/members/ada/").text
        counts.append(len(asked))
    assert page.count("<bdi>About Loud 3 2<") == 1
    assert counts[0] == counts[1]


def test_nothing_is_left_of_a_source_that_is_deleted(as_, ben, mod, post):
    topic = begin(as_(mod), f"{NEW}?report={reported(ben, post).pk}&to=ben")
    Report.objects.all().delete()
    assert TeamConversation.objects.get(topic=topic).report is None
    assert about(as_(ben).get(topic.get_absolute_url())) == ""
