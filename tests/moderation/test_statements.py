"""Whoever is restricted is told all of it: what, where, how long, why, which rule, by whom, and how to appeal."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from forum.appeals.models import Appeal
from forum.boards.writing_settings import WritingSettings
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.mail.sending import Sender
from forum.moderation import acts, cleanup, member_acts, post_acts, topic_acts
from forum.moderation.helping import account_acts
from forum.moderation.hiding import hide
from forum.moderation.models import LogEntry
from forum.moderation.quiet_topics import lock_quiet_topics
from forum.moderation.statements import link_by_mail
from forum.moderation.undoing import undo
from forum.moderation.warning_acts import warn_post
from forum.notifications.models import Delivery, Notification
from forum.own_pages.rules import Rule
from forum.reports.reporting import report
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.admin.conftest import last_entry

RULE = Rule("section-ads", "No advertising", "/pages/rules/#section-ads")
CITED = {"rule": RULE, "staff_note": "A nuisance since May"}
FACTS = ("Reason", "Not here", "Rule", "No advertising", "How long", "How it came up", "Decided by")
TITLE = "The wharf at dawn"
# What says more of an act than that it was done, and is needed for it to restrict.
DETAILS = {
    "move": {"is_out_of_sight": True},
    "edit": {"is_text_changed": True},
    "take-out": {"title": TITLE},
    "end-moderator": {"title": TITLE},
    "reject": {"title": TITLE},
    "reject-edit": {"title": TITLE},
}
RESTRICTING = sorted(key for key, act in acts.TABLE.items() if act.restricts)


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
def things(ada, board, start):
    topic = start(ada, board, title=TITLE)
    return {"topic": topic, "post": topic.posts.get(), "member": ada}


def test_every_act_says_whether_it_restricts():
    assert [key for key, act in acts.TABLE.items() if not isinstance(act.restricts, bool)] == []
    kept = {
        "pin",
        "unpin",
        "unlock",
        "restore",
        "solve",
        "unsolve",
        "approve",
        "let-in",
        "make-moderator",
        "unsuspend",
    }
    assert [name for _on, name in RESTRICTING if name in kept] == []
    assert {"remove", "lock", "move", "suspend", "hide", "reject", "edit"} <= {
        name for _on, name in RESTRICTING
    }


def test_what_a_board_asks_of_everybody_is_no_act_and_said_where_people_write():
    """A new setting of boards is said to everybody on the board, or does not restrict, or fails here."""
    restricting = {
        "approves_topics", "approves_replies", "approves_first_posts", "slow_minutes", "locks_after_days",
    }  # fmt: skip
    said_otherwise = {"rules", "rules_html", "leads_to"}
    assert {field.name for field in WritingSettings._meta.get_fields()} == restricting | said_otherwise


@pytest.mark.parametrize(("on", "name"), RESTRICTING)
def test_an_act_that_restricts_has_a_message_with_all_the_facts(as_, things, mod, on, name):
    act = acts.find(on, name)
    assert act.notification, "It restricts a member and has no message."
    with transaction.atomic():
        entry = act.log(mod, things[on], "Not here", DETAILS.get(name, {}), **CITED)
    assert acts.restricted(entry)
    pages = [as_().get(link_by_mail(entry))]
    if name != "close":  # then nobody can sign in any more; see below for the mail
        pages.append(as_(things["member"]).get(f"/acts/{entry.pk}/"))
    for answer in pages:
        assert answer.status_code == 200
        page = answer.text
        for fact in (*FACTS, "A moderator", "Send appeal", "If you think this is wrong"):
            assert fact in page, fact
        assert RULE.address in page
        assert "A nuisance since May" not in page
        assert (on == "member" and name not in DETAILS) or TITLE in page
    if not act.tells_itself:
        work()
        told = Notification.objects.get(member=things["member"])
        assert as_(things["member"]).get(f"/notifications/{told.pk}/").url == f"/acts/{entry.pk}/"
        assert Delivery.objects.filter(member=things["member"], channel="mail").exists() == act.tells_by_mail


def test_the_mail_says_all_of_it_and_has_a_link_that_works_without_signing_in(as_, ada, mod, things):
    topic_acts.remove(mod, things["topic"], "Not here", **CITED)
    [message] = mails_to(ada)
    for said in (
        "Reason: Not here",
        "Rule: No advertising (",
        "How long: ",
        "How it came up: ",
        "Decided by: A moderator",
    ):
        assert said in message.body, said
    assert "A nuisance" not in message.body
    assert f"{link_by_mail(last_entry())}\n" in message.body
    assert "appeal against it until" in message.body


def test_what_was_reported_says_so_and_what_is_automatic_too(as_, ada, ben, mod, things):
    report(ben, things["topic"], "It’s rude or hurtful")
    topic_acts.remove(mod, things["topic"], "Rude")
    assert last_entry().report.topic == things["topic"]
    page = as_(ada).get(f"/acts/{last_entry().pk}/").text
    assert "After a report" in page
    assert "ben" not in page.split("<main", 1)[1].split("</main", 1)[0]
    with transaction.atomic():
        member_acts.remove_picture.log(mod, ada, "Rude")
    assert "nobody reported it" in as_(ada).get(f"/acts/{last_entry().pk}/").text
    with transaction.atomic():
        topic_acts.lock.log(None, things["topic"], "Night")
    assert "Nobody: the forum did it automatically" in as_(ada).get(f"/acts/{last_entry().pk}/").text


def test_the_owner_says_whether_names_are_told(as_, ada, mod, root, things):
    topic_acts.lock(mod, things["topic"], "Heated")
    address = f"/acts/{last_entry().pk}/"
    main = as_(ada).get(address).text.split("<main", 1)[1]
    assert "A moderator" in main
    assert ">mod," not in main
    SiteSettings.current().change(names_moderators=True)
    assert "mod, moderator" in as_(ada).get(address).text
    topic_acts.unlock(root, things["topic"])
    topic_acts.lock(root, things["topic"], "Heated")
    assert "root, administrator" in as_(ada).get(f"/acts/{last_entry().pk}/").text


def test_many_acts_of_one_step_are_one_notification_and_one_mail(
    as_, ada, ben, mod, topic, say, board, start
):
    step = uuid.uuid4()
    posts = [say(ben, topic, f"Word {n}") for n in range(3)]
    own = start(ben, board, title="Another")
    for post in posts:
        post_acts.remove(mod, post, "Rude", step=step)
    topic_acts.lock(mod, own, "Rude", step=step)
    topic_acts.lock(mod, topic, "Rude", step=step)  # of somebody else
    [message] = mails_to(ben)
    assert message.subject == "Moderators acted 4 times on what you wrote"
    assert message.body.count("A moderator removed your post") == 3
    assert (
        "A moderator locked your topic “\u2068Another" in message.body
        or "locked your topic “Another”" in message.body
    )
    assert Notification.objects.filter(member=ben).count() == 1
    assert "Moderators acted 4 times on what you wrote" in as_(ben).get("/notifications/").text
    first = LogEntry.objects.filter(step=step).earliest("pk")
    page = as_(ben).get(f"/acts/{first.pk}/").text
    assert "Done at the same time" in page
    assert page.count("A moderator removed your post") >= 3
    assert Notification.objects.filter(member=ada).count() == 1


def test_one_of_a_step_that_is_undone_leaves_the_others_told(ben, mod, topic, say):
    step = uuid.uuid4()
    for n in range(2):
        post_acts.remove(mod, say(ben, topic, f"Word {n}"), "Rude", step=step)
    post_acts.restore(mod, topic.posts.get(number=2))
    [message] = mails_to(ben)
    assert message.body.count("removed your post") == 1


def test_a_cleanup_is_told_at_the_bell_and_at_signing_in_and_not_by_mail(client, as_, eve, root, topic, say):
    say(eve, topic, "Buy")
    cleanup.remove_recent(root, eve, "Spam", days=1)
    assert mails_to(eve) == []
    assert "removed what you posted lately" in as_(eve).get("/notifications/").text
    answer = client.post(
        "/accounts/login/", {"login": "eve", "password": "a-long-enough-phrase-42"}, follow=True
    ).text
    assert "A moderator removed what you posted lately" in answer
    assert f"/acts/{LogEntry.objects.get(act='remove-recent').pk}/" in answer


def test_topics_that_lock_after_days_tell_their_author_once_at_the_bell_and_the_log(
    as_, ada, mod, board, start
):
    for n in range(2):
        start(ada, board, title=f"Quiet {n}")
    Topic.objects.update(last_post_at=timezone.now() - timedelta(days=40))
    type(board).objects.update(locks_after_days=30)
    lock_quiet_topics()
    assert mails_to(ada) == []
    assert set(LogEntry.objects.values_list("act", "by")) == {("lock", None)}
    assert Notification.objects.filter(member=ada).count() == 1
    assert "Automatically" in as_(mod).get("/moderate/log/").text


def test_a_move_within_sight_and_a_mended_title_are_no_restrictions(
    as_, ada, root, topic, members_board, staff_board
):
    topic_acts.move(root, topic, "There", board=members_board)
    assert not acts.restricted(last_entry())
    assert "Send appeal" not in as_(ada).get(f"/acts/{last_entry().pk}/").text
    topic_acts.move(root, topic, "There", board=staff_board)
    assert acts.restricted(last_entry())
    assert "Send appeal" in as_(ada).get(f"/acts/{last_entry().pk}/").text


def test_what_was_hidden_after_reports_is_logged_and_undone_unless_it_was_removed_meanwhile(
    mod, topic, say, ada
):

    post = say(ada, topic, "A rash word.")
    entry = hide(post, "Several")
    assert (entry.by, entry.act) == (None, "hide")
    post_acts.remove(mod, post, "Rude")
    assert not undo(mod, entry)
    other = say(ada, topic, "Another.")
    assert undo(mod, hide(other, "Several"))
    other.refresh_from_db()
    assert not other.is_removed


def test_who_loses_the_account_gets_all_of_it_in_one_email_and_can_appeal(as_, eve, root):
    address = eve.email
    account_acts.close.perform(root, eve, "A second account", **CITED)
    work()
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        Sender().send_due()
    [message] = [message for message in mail.outbox if message.to == [address]]
    for said in ("Reason: A second account", "Rule: No advertising", "Decided by: An administrator"):
        assert said in message.body, said
    link = link_by_mail(last_entry())
    assert link in message.body
    assert as_().post(link, {"words": "It is my only one."}).status_code == 303
    assert Appeal.objects.get().words == "It is my only one."


def test_a_warning_says_until_when_it_counts(as_, ben, mod, topic, say):
    post = say(ben, topic, "A rash word")
    warn_post.perform(mod, post, "Rude")
    assert "It counts until" in as_(ben).get(f"/acts/{last_entry().pk}/").text
    SiteSettings.current().change(warning_days=0)
    warn_post.perform(mod, post, "Rude again")
    assert "It counts for good" in as_(ben).get(f"/acts/{last_entry().pk}/").text


def test_what_the_admin_does_to_many_is_told_once(as_, ada, root, board, start):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(3)]
    sent = {
        "action": "lock", "_selected_action": [topic.pk for topic in topics], "confirm": "1", "reason": "Heated",
    }  # fmt: skip
    assert as_(root).post("/admin/topics/topic/", sent).status_code == 302
    assert LogEntry.objects.filter(act="lock").count() == 3
    [message] = mails_to(ada)
    assert message.body.count("locked your topic") == 3
    assert Notification.objects.filter(member=ada).count() == 1


def test_what_was_done_at_the_same_time_for_the_same_reason_is_said_in_a_line_each(as_, ben, mod, topic, say):
    step = uuid.uuid4()
    posts = [say(ben, topic, f"Word {n}") for n in range(4)]
    for post in posts[:3]:
        post_acts.remove(mod, post, "Rude", step=step)
    post_acts.remove(mod, posts[3], "Off topic", step=step)
    first = LogEntry.objects.filter(step=step).earliest("pk")
    page = as_(ben).get(f"/acts/{first.pk}/").text
    assert page.count("A moderator removed your post") >= 4
    assert "For the same reason, and decided alike:" in page
    assert page.count("<dt>Decided by</dt>") == 2
