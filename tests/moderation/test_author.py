"""Whoever wrote what was acted on learns what was done and why, and still reads their own text."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.mail.sending import Sender
from forum.moderation import member_acts, post_acts, topic_acts
from forum.moderation.undoing import undo
from forum.notifications.models import Notification
from forum.posts.post_text import render_text
from tests.admin.conftest import last_entry

TEXT = "How does this work?"


@pytest.fixture
def told(as_):
    """told(ada) → the list of what Ada is notified of, after the worker has run."""

    def act(member):
        while run_due():
            pass
        return as_(member).get("/notifications/").text

    return act


@pytest.fixture
def opened(as_, told):
    """opened(ada) → the page to which Ada's newest notification leads."""

    def act(member):
        told(member)
        newest = Notification.objects.filter(member=member).order_by("-pk")[0]
        return as_(member).get(f"/notifications/{newest.pk}/", follow=True)

    return act


def test_the_author_of_a_removed_topic_learns_why_and_reads_their_text(told, opened, ada, mod, topic):
    mod.display_name = "Greta"
    mod.save(update_fields=["display_name"])
    topic_acts.remove(mod, topic, "Off topic: 100% about cats")
    assert f"A moderator removed your topic “{topic.title}”: Off topic: 100% about cats" in told(ada)
    page = opened(ada)
    assert page.status_code == 200
    assert TEXT in page.text
    assert "Off topic: 100% about cats" in page.text
    assert "Greta" not in page.text


def test_what_was_illegal_or_private_is_kept_from_its_author_too(as_, opened, ada, mod, topic):
    for ready in ("illegal", "private"):
        as_(mod).post(f"{topic.get_absolute_url()}remove/", {"ready": ready})
        page = opened(ada)
        assert page.status_code == 200
        assert TEXT not in page.text
        assert "you can’t read the text any more either" in page.text
        as_(mod).post(f"{topic.get_absolute_url()}restore/")


def test_others_do_not_find_the_page(as_, ada, ben, eve, mod, topic, say):
    say(ben, topic, "A reply.")
    topic_acts.remove(mod, topic, "Spam")
    address = f"/acts/{last_entry().pk}/"
    assert as_(ada).get(address).status_code == 200
    assert "A reply." not in as_(ada).get(address).text
    for member in (ben, eve, mod):
        assert as_(member).get(address).status_code == 404
    assert as_().get(address).status_code == 302
    assert as_(ada).get("/acts/999999/").status_code == 404


def test_acts_of_which_nobody_is_told_have_no_page(as_, ada, mod, topic):
    topic_acts.pin(mod, topic)
    assert as_(ada).get(f"/acts/{last_entry().pk}/").status_code == 404


def test_a_board_that_was_closed_meanwhile_shows_nothing(as_, ada, mod, topic, board):
    topic_acts.remove(mod, topic, "Spam")
    apply_preset(board, Preset.STAFF)
    assert as_(ada).get(f"/acts/{last_entry().pk}/").status_code == 404


def test_a_text_on_a_board_out_of_sight_is_not_shown(as_, ada, root, topic, staff_board):
    topic_acts.move(root, topic, "Wrong board", board=staff_board)
    moved = last_entry()
    post_acts.edit(root, topic.posts.get(), render_text("Heron under the boathouse"), base=1)
    topic_acts.remove(root, topic, "Spam")
    page = as_(ada).get(f"/acts/{moved.pk}/")
    assert f"A moderator moved your topic “{topic.title}” to another board" in page.text
    assert "Heron" not in page.text
    assert "Wrong board" in page.text
    assert as_(ada).get(f"/acts/{last_entry().pk}/").status_code == 404


def test_several_removed_posts_are_one_sentence_and_another_act_is_its_own(told, ada, ben, mod, topic, say):
    posts = [say(ben, topic, f"Word {number}") for number in range(3)]
    for post in posts:
        post_acts.remove(mod, post, "Rude")
    topic_acts.lock(mod, topic, "Heated")
    assert f"Moderators removed 3 of your posts in “{topic.title}”" in told(ben)
    assert f"A moderator locked your topic “{topic.title}”: Heated" in told(ada)


def test_an_act_that_is_undone_before_it_was_read_is_not_told(told, ada, ben, mod, topic, say):
    topic_acts.remove(mod, topic, "A slip")
    told(ada)
    undo(mod, last_entry())
    assert "A moderator" not in told(ada)
    posts = [say(ben, topic, f"Word {number}") for number in range(2)]
    for post in posts:
        post_acts.remove(mod, post, "Rude")
    told(ben)
    undo(mod, last_entry())
    assert f"A moderator removed your post in “{topic.title}”" in told(ben)
    assert "restored" not in told(ben)


def test_the_opposite_act_soon_after_takes_the_unread_notification_back(told, ada, mod, topic):
    topic_acts.lock(mod, topic, "A slip")
    assert "A moderator locked your topic" in told(ada)
    topic_acts.unlock(mod, topic)
    page = told(ada)
    assert "A moderator locked your topic" not in page
    assert "A moderator unlocked your topic" not in page
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        Sender().send_due()
    assert mail.outbox == []


def test_the_opposite_act_of_another_moderator_or_much_later_is_told_as_well(told, ada, mod, root, topic):
    topic_acts.lock(mod, topic, "Heated")
    told(ada)
    topic_acts.unlock(root, topic)
    assert "A moderator unlocked your topic" in told(ada)
    Notification.objects.filter(member=ada).delete()
    topic_acts.lock(mod, topic, "Heated")
    told(ada)
    with time_machine.travel(timezone.now() + DELAY + timedelta(minutes=1)):
        topic_acts.unlock(mod, topic)
        page = told(ada)
    assert "A moderator locked your topic" in page
    assert "A moderator unlocked your topic" in page


def test_an_act_that_was_read_is_told_of_when_it_is_undone(told, opened, ada, mod, topic):
    topic_acts.remove(mod, topic, "A slip")
    opened(ada)
    undo(mod, last_entry())
    page = told(ada)
    assert f"A moderator restored your topic “{topic.title}”" in page
    assert "Undone:" not in page


def test_a_suspended_member_gets_the_reason_and_the_date_by_mail_and_reads_of_it_later(told, eve, root):
    until = timezone.now() + timedelta(days=3)
    member_acts.suspend(root, eve, "Shouting", until=until)
    while run_due():
        pass
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        Sender().send_due()
    [message] = [message for message in mail.outbox if message.to == [eve.email]]
    assert message.subject == "Your account was suspended"
    assert "Reason: Shouting" in message.body
    assert "You can sign in again from" in message.body
    eve.refresh_from_db()
    eve.lift_suspension()
    page = told(eve)
    assert "Your account was suspended until" in page
    assert ": Shouting" in page


def test_nobody_is_told_of_what_they_did_themselves(told, mod, board, start):
    topic_acts.lock(mod, start(mod, board), "Done")
    assert "A moderator" not in told(mod)
