"""Appeals: once for each act, also while suspended, decided by another moderator, told, and counted once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.appeals.deciding import DecidedByYourself, decide
from forum.appeals.models import Appeal
from forum.appeals.sending import send_appeal
from forum.boards import global_moderators
from forum.boards.models import Grant
from forum.boards.usual_verbs import MODERATING
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.mail.sending import Sender
from forum.members import closing_accounts
from forum.moderation import member_acts, post_acts, silence_acts, topic_acts
from forum.moderation.helping import account_acts
from forum.moderation.models import LogEntry
from forum.moderation.poll_acts import changing_poll
from forum.moderation.queue import AlreadyDecided
from forum.moderation.statements import TIME_TO_APPEAL, link_by_mail
from forum.posts import revising
from forum.posts.post_text import render_text
from forum.topics.models import Tag
from tests.admin.conftest import last_entry
from tests.conftest import PASSWORD, join

WORDS = "It was about the boats,\nand only about them."
TO_DO = "/moderate/"


def work():
    while run_due():
        pass


def mails_to(member):
    work()
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        Sender().send_due()
    return [message for message in mail.outbox if message.to == [member.email]]


@pytest.fixture
def second(board, mod):
    """Moderates the same board as mod."""
    member = join("second")
    member.groups.add(Grant.objects.get(board=board, audience="group", verbs=MODERATING).group)
    return member


@pytest.fixture
def removed(mod, second, topic):
    topic_acts.remove(mod, topic, "Off topic")
    return last_entry()


@pytest.fixture
def appeal(ada, removed):
    return send_appeal(ada, removed, WORDS)


def test_a_member_appeals_once_and_reads_what_they_wrote(as_, ada, ben, removed):
    browser, address = as_(ada), f"/acts/{removed.pk}/"
    assert "Send appeal" in browser.get(address).text
    assert "You’ll be told what comes of it" in browser.post(address, {"words": WORDS}, follow=True).text
    page = browser.get(address).text
    assert "It was about the boats," in page
    assert "has not looked at it yet" in page
    assert "Send appeal" not in page
    again = browser.post(address, {"words": "Another word, typed in a second tab"})
    assert again.status_code == 409
    assert "already appealed" in again.text
    assert "Another word, typed in a second tab" in again.text
    assert Appeal.objects.get().words.splitlines() == WORDS.splitlines()
    assert as_(ben).post(address, {"words": WORDS}).status_code == 404


def test_nothing_or_too_much_is_refused_and_kept(as_, ada, removed):
    address = f"/acts/{removed.pk}/"
    assert as_(ada).post(address, {"words": " "}).status_code == 422
    long = as_(ada).post(address, {"words": "boats " * 400})
    assert long.status_code == 422
    assert "boats boats boats" in long.text
    assert not Appeal.objects.exists()


def test_it_is_possible_for_six_months_and_not_after_it_was_undone(as_, ada, mod, removed):
    link = link_by_mail(removed)
    with time_machine.travel(removed.created_at + TIME_TO_APPEAL - timedelta(hours=1)):
        assert "Send appeal" in as_().get(link).text
    with time_machine.travel(removed.created_at + TIME_TO_APPEAL + timedelta(hours=1)):
        page = as_().post(link, {"words": WORDS})
        assert (page.status_code, "You can’t appeal" in page.text, "only about them" in page.text) == (
            409,
            True,
            True,
        )
    as_(mod).post("/moderate/undo/", {"undo": removed.pk})
    assert "Send appeal" not in as_().get(link).text


def test_a_suspended_member_gets_there_from_the_mail_and_from_the_refused_sign_in(as_, client, root, eve):
    member_acts.suspend(root, eve, "Shouting", until=timezone.now() + timedelta(days=9))
    entry = last_entry()
    [message] = mails_to(eve)
    assert link_by_mail(entry) in message.body
    page = client.post("/accounts/login/", {"login": "eve", "password": PASSWORD})
    assert page.status_code == 403
    assert link_by_mail(entry) in page.text
    assert client.post(link_by_mail(entry), {"words": WORDS}).status_code == 303
    assert Appeal.objects.get().member == eve
    wrong = client.post("/accounts/login/", {"login": "eve", "password": "not this one at all"})
    assert "/acts/by-mail/" not in wrong.text


def test_a_link_that_we_did_not_make_or_that_is_for_another_act_is_not_found(as_, removed):
    link = link_by_mail(removed)
    assert as_().get(link).status_code == 200
    assert as_().get(link.replace(f"/{removed.pk}.", f"/{removed.pk + 1}.")).status_code == 404
    assert as_().get("/acts/by-mail/x/").status_code == 404


def test_the_link_shows_no_text_that_the_member_wrote(as_, ada, removed):
    assert "How does this work?" in as_(ada).get(f"/acts/{removed.pk}/").text
    assert "How does this work?" not in as_().get(link_by_mail(removed)).text


def test_another_moderator_decides_and_not_who_acted(as_, ada, mod, second, appeal):
    page = as_(second).get(TO_DO).text
    for shown in ("It was about the boats,", "Off topic", "Take the act back", "The act stays", ">mod<"):
        assert shown in page, shown
    own = as_(mod).get(TO_DO).text
    assert "It was about the boats," not in own
    assert "Appeals against what you did" in own
    assert f"/moderate/appeals/{appeal.pk}/" in own
    assert as_(mod).post(f"/moderate/to-do/appeals/{appeal.pk}/uphold/").status_code == 404
    with pytest.raises(DecidedByYourself):
        decide(mod, appeal, Appeal.Outcome.UPHELD, "")


def test_it_is_taken_back_by_its_own_undo_and_the_member_told_once(as_, ada, second, topic, appeal):
    work()
    as_(ada).get("/notifications/")
    answer = as_(second).post(
        f"/moderate/to-do/appeals/{appeal.pk}/reverse/", {"answer": "100% right, sorry"}, follow=True
    )
    assert "The act is taken back" in answer.text
    assert "All done." in answer.text
    topic.refresh_from_db()
    assert not topic.is_removed
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by, appeal.is_same_person) == ("reversed", second, False)
    messages = [message for message in mails_to(ada) if "appeal" in message.subject]
    assert len(messages) == 1
    assert "Answer: 100% right, sorry" in messages[0].body
    told = as_(ada).get("/notifications/").text
    assert "Your appeal was right: what was done is taken back: 100% right, sorry" in told
    assert "restored your topic" not in told
    assert "It was right" in as_(ada).get(f"/acts/{appeal.entry_id}/").text


def test_the_act_stays_with_an_answer(as_, ada, second, topic, appeal):
    as_(second).post(f"/moderate/to-do/appeals/{appeal.pk}/uphold/", {"answer": "Boats have a board"})
    topic.refresh_from_db()
    assert topic.is_removed
    work()
    assert "what was done stays: Boats have a board" in as_(ada).get("/notifications/").text


def test_who_acted_decides_knowingly_and_it_says_so(as_, ada, mod, appeal):
    address = f"/moderate/appeals/{appeal.pk}/"
    refused = as_(mod).post(address, {"outcome": "upheld", "answer": "A word that stays"})
    assert refused.status_code == 422
    assert "A word that stays" in refused.text
    as_(mod).post(address, {"outcome": "upheld", "answer": "", "knowingly": "on"})
    appeal.refresh_from_db()
    assert appeal.is_same_person
    assert "Decided by the same person who acted" in as_(ada).get(f"/acts/{appeal.entry_id}/").text
    [message] = [message for message in mails_to(ada) if "appeal" in message.subject]
    assert "Decided by the same person" in message.body


def test_where_there_is_no_other_it_comes_to_who_acted(as_, ada, mod, topic):
    topic_acts.remove(mod, topic, "Off topic")
    appeal = send_appeal(ada, last_entry(), WORDS)
    page = as_(mod).get(TO_DO).text
    assert "You did this yourself." in page
    as_(mod).post(f"/moderate/to-do/appeals/{appeal.pk}/reverse/")
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.is_same_person) == ("reversed", True)


def test_nobody_decides_about_their_own_appeal_or_elsewhere(
    as_, ada, eve, mod, second, start, board, members_board
):
    own = start(second, board, title="Of a moderator")
    topic_acts.lock(mod, own, "Heated")
    appeal = send_appeal(second, last_entry(), WORDS)
    assert "It was about the boats," not in as_(second).get(TO_DO).text
    assert as_(second).post(f"/moderate/to-do/appeals/{appeal.pk}/reverse/").status_code == 404
    assert as_(eve).get(f"/moderate/appeals/{appeal.pk}/").status_code == 403
    elsewhere = join("elsewhere")
    elsewhere.groups.add(
        Grant.objects.create(
            board=members_board,
            audience="group",
            group=type(mod.groups.get()).objects.create(name="E"),
            verbs=MODERATING,
        ).group
    )
    assert as_(elsewhere).get(TO_DO).status_code == 200
    assert as_(elsewhere).post(f"/moderate/to-do/appeals/{appeal.pk}/reverse/").status_code == 404


def test_one_appeal_is_about_all_of_a_step_and_undoes_all_of_it(as_, ada, ben, mod, second, topic, say):
    step, posts = uuid.uuid4(), [say(ben, topic, f"Word {n}") for n in range(3)]
    for post in posts:
        post_acts.remove(mod, post, "Rude", step=step)
    last = last_entry()
    as_(ben).post(f"/acts/{last.pk}/", {"words": WORDS})
    first = LogEntry.objects.filter(step=step).earliest("pk")
    assert Appeal.objects.get().entry == first
    assert "It was about the boats," in as_(ben).get(f"/acts/{last.pk}/").text
    as_(second).post(f"/moderate/to-do/appeals/{Appeal.objects.get().pk}/reverse/")
    for post in posts:
        post.refresh_from_db()
        assert not post.is_removed


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_the_first_counts_and_the_other_is_told_by_whom(as_, root, second, appeal, topic):
    def run(by, outcome):
        try:
            decide(by, appeal, outcome, "")
        except AlreadyDecided as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, second, Appeal.Outcome.REVERSED)
        other = pool.submit(run, root, Appeal.Outcome.UPHELD)
        said = sorted([one.result(), other.result()])
    appeal.refresh_from_db()
    assert said == ["", f"{appeal.decided_by.username} has already decided this."]
    topic.refresh_from_db()
    assert topic.is_removed == (appeal.outcome == "upheld")
    late = as_(root if appeal.decided_by == second else second).post(
        f"/moderate/to-do/appeals/{appeal.pk}/reverse/", follow=True
    )
    assert f"{appeal.decided_by.username} has already decided this." in late.text


def test_an_account_that_is_closed_leaves_no_words(ada, second, removed, mod, start, board):
    appeal = send_appeal(ada, removed, WORDS)
    decide(second, appeal, Appeal.Outcome.UPHELD, "No")
    topic_acts.lock(mod, start(ada, board, title="Another"), "Heated")
    send_appeal(ada, last_entry(), WORDS)
    closing_accounts.close(ada)
    assert [left.words for left in Appeal.objects.all()] == [""]


def reverse_(as_, by, appeal):
    return as_(by).post(f"/moderate/to-do/appeals/{appeal.pk}/reverse/", {"answer": ""}, follow=True).text


def test_an_edit_goes_back_to_the_version_before_with_title_and_tags(as_, ada, mod, second, topic):
    post = topic.posts.get()
    before, title = post.source, topic.title
    tag = Tag.objects.create(name="Boats", slug="boats")
    post_acts.edit(
        mod,
        post,
        render_text("Cut down."),
        base=post.revision,
        title="Another title",
        tags=[tag],
        reason="Rude",
    )
    appeal = send_appeal(ada, last_entry(), WORDS)
    assert "by hand" not in as_(second).get(TO_DO).text
    reverse_(as_, second, appeal)
    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.source, topic.title, list(topic.tags.all())) == (before, title, [])
    work()
    assert [told.kind for told in ada.notifications.order_by("pk")][-1] == "appeal"


def test_of_an_edit_that_was_edited_again_it_is_said_what_to_do_by_hand(as_, ada, mod, second, topic):
    post = topic.posts.get()
    post_acts.edit(mod, post, render_text("Cut down."), base=post.revision, reason="Rude")
    appeal = send_appeal(ada, last_entry(), WORDS)
    post.refresh_from_db()
    revising.revise_own(ada, post, render_text("My own words again."), base=post.revision)
    assert "The post was edited again since." in as_(second).get(TO_DO).text
    reverse_(as_, second, appeal)
    post.refresh_from_db()
    assert post.source == "My own words again."


def test_an_edit_is_undone_in_the_log_too_and_undone_again(as_, mod, topic):
    post = topic.posts.get()
    before = post.source
    post_acts.edit(mod, post, render_text("Cut down."), base=post.revision, reason="Rude")
    as_(mod).post("/moderate/undo/", {"undo": last_entry().pk})
    post.refresh_from_db()
    assert post.source == before
    as_(mod).post("/moderate/undo/", {"undo": last_entry().pk})
    post.refresh_from_db()
    assert post.source == "Cut down."


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (member_acts.remove_picture, "The picture was deleted and can’t come back."),
        (account_acts.close, "so it stays closed."),
    ],
)
def test_before_deciding_it_is_said_what_cannot_be_undone(as_, ada, ben, root, act, said):
    with transaction.atomic():
        send_appeal(ada, act.log(join("other_admin", is_superuser=True, is_staff=True), ada, "Rude"), WORDS)
    assert said in as_(root).get(TO_DO).text


def test_of_a_poll_it_is_said_that_votes_do_not_come_back(as_, ada, mod, second, topic):
    with transaction.atomic():
        send_appeal(ada, changing_poll.log(mod, topic, "Rude", {"revision": 2}), WORDS)
    assert "Votes for options that were removed can’t come back." in as_(second).get(TO_DO).text


def test_many_appeals_take_no_more_queries_than_few(as_, ada, mod, second, board, start, warm):
    def asked():
        warm()
        with CaptureQueriesContext(connection) as queries:
            as_(second).get(TO_DO)
        return len(queries)

    counts = []
    for count in (2, 6):
        for number in range(count):
            topic = start(ada, board, title=f"Topic {count} {number}")
            topic_acts.lock(mod, topic, "Heated")
            send_appeal(ada, last_entry(), WORDS)
        counts.append(asked())
    assert counts[0] == counts[1]


def test_a_closed_account_appeals_no_more_by_its_old_link(as_, ada, root, topic):
    silence_acts.silence(root, ada, "Loud")
    link = link_by_mail(last_entry())
    assert "Send appeal" in as_().get(link).text
    closing_accounts.close(ada)
    assert "Send appeal" not in as_().get(link).text
    assert as_().post(link, {"words": WORDS}).status_code == 403
    assert not Appeal.objects.exists()


def test_an_appeal_against_a_silence_waits_for_global_moderators_too(as_, ada, root, topic):
    group = Group.objects.create(name="Moderators everywhere")
    global_moderators.set_moderates_everywhere(group, True)
    first, other = join("gil"), join("hal")
    for member in (first, other):
        member.groups.add(group)
    silence_acts.silence(first, ada, "Loud")
    send_appeal(ada, last_entry(), WORDS)
    User.objects.filter(pk=root.pk).update(is_active=False)
    appeal = Appeal.objects.get()
    with pytest.raises(DecidedByYourself):
        decide(first, appeal, Appeal.Outcome.UPHELD, "")
    assert "only about them" in as_(other).get(TO_DO).text
    decide(other, appeal, Appeal.Outcome.REVERSED, "")
    ada.refresh_from_db()
    assert not ada.is_silenced


@pytest.fixture
def chief(db):
    return join("chief", is_staff=True, is_superuser=True)


def in_days(days):
    return timezone.now() + timedelta(days=days)


def test_of_a_suspension_that_a_later_one_replaced_the_later_one_stays_and_never_brings_it_back(
    as_, eve, root, chief
):
    member_acts.suspend(root, eve, "Shouting", until=in_days(3))
    first = last_entry()
    member_acts.suspend(root, eve, "Threats", until=in_days(9))
    second = last_entry()
    appeal = send_appeal(eve, first, WORDS)
    assert "A later act has taken its place" in as_(chief).get(TO_DO).text
    decide(chief, appeal, Appeal.Outcome.REVERSED, "You are right.")
    eve.refresh_from_db()
    assert (eve.is_suspended, eve.suspended_reason) == (True, "Threats")
    # The second is taken back too: nothing is left, not even what the first had said.
    decide(chief, send_appeal(eve, second, WORDS), Appeal.Outcome.REVERSED, "You are right.")
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_of_a_replaced_suspension_that_stays_the_undo_of_the_later_one_brings_it_back(eve, root, chief):
    member_acts.suspend(root, eve, "Shouting", until=in_days(3))
    decide(chief, send_appeal(eve, last_entry(), WORDS), Appeal.Outcome.UPHELD, "No.")
    member_acts.suspend(root, eve, "Threats", until=in_days(9))
    decide(chief, send_appeal(eve, last_entry(), WORDS), Appeal.Outcome.REVERSED, "You are right.")
    eve.refresh_from_db()
    assert (eve.is_suspended, eve.suspended_reason) == (True, "Shouting")


def test_a_silence_is_taken_back_and_the_suspension_after_it_stays(eve, root, chief):
    silence_acts.silence(root, eve, "Shouting", until=in_days(9))
    silence = last_entry()
    member_acts.suspend(root, eve, "Threats", until=in_days(3))
    decide(chief, send_appeal(eve, silence, WORDS), Appeal.Outcome.REVERSED, "You are right.")
    eve.refresh_from_db()
    assert not eve.is_silenced
    assert eve.is_suspended


def test_silenced_staff_decide_about_no_appeal(as_, ada, root, removed):
    appeal = send_appeal(ada, removed, WORDS)
    silence_acts.silence(join("boss", is_staff=True, is_superuser=True), root, "Abuse")
    root.refresh_from_db()
    with pytest.raises(PermissionDenied):
        decide(root, appeal, Appeal.Outcome.REVERSED, "")
