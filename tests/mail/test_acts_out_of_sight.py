"""What a moderator did to somebody's words is told to them as far as they could see it, and by the title of then."""

import pytest
from django.core import mail

from forum.boards.presets import Preset, apply_preset
from forum.follows import following_by_mail
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Notification
from forum.posts.post_text import render_text

pytestmark = pytest.mark.django_db
SECRET = "Heron under the boathouse"


@pytest.fixture
def heard(as_, ada, work):
    """heard() → all that Ada is told, at the bell and by mail."""

    def act():
        work()
        messages = "".join(message.subject + message.body for message in mail.outbox)
        return as_(ada).get("/notifications/").text + messages

    return act


def rename(by, topic, title):
    first = topic.posts.get(number=1)
    post_acts.edit(by, first, render_text("Mended."), base=first.revision, title=title)
    topic.refresh_from_db()


def test_a_title_given_out_of_sight_is_not_told_though_the_worker_comes_late(
    heard, root, ada, staff_board, topic
):
    topic_acts.move(root, topic, board=staff_board)
    rename(root, topic, SECRET)
    topic_acts.lock(root, topic)
    said = heard()
    assert "A moderator moved your topic “A first question” to another board" in said
    assert SECRET not in said
    assert Notification.objects.get(member=ada).count == 1
    assert len(mail.outbox) == 1


def test_nothing_is_told_of_what_happens_after_the_move(heard, ada, root, staff_board, topic):
    topic_acts.move(root, topic, board=staff_board)
    heard()
    mail.outbox.clear()
    rename(root, topic, SECRET)
    for act in ("lock", "unlock", "remove", "restore"):
        getattr(topic_acts, act)(root, topic)
    assert SECRET not in heard()
    assert mail.outbox == []
    assert Notification.objects.get(member=ada).count == 1


def test_what_comes_back_into_sight_is_told_by_its_title_of_now(heard, root, board, staff_board, topic):
    topic_acts.move(root, topic, board=staff_board)
    rename(root, topic, "Another name")
    topic_acts.move(root, topic, board=board)
    assert "Another name" in heard()
    assert len(mail.outbox) == 2


def test_a_removed_topic_tells_of_its_removal_and_its_return_and_of_nothing_between(
    heard, root, mod, ada, topic
):
    topic_acts.remove(mod, topic, "x")
    topic_acts.lock(mod, topic)
    rename(root, topic, SECRET)
    said = heard()
    assert "A moderator removed your topic “A first question”" in said
    assert SECRET not in said
    assert len(mail.outbox) == 1
    topic_acts.restore(mod, topic)
    assert SECRET in heard()


def test_a_title_changed_in_sight_is_told_as_it_is(heard, root, topic):
    rename(root, topic, "A better title")
    assert "A moderator edited your post in “A better title”" in heard()


def test_a_post_removed_on_a_board_that_is_closed_to_its_author_is_not_told(
    heard, ada, ben, root, board, start, say
):
    topic = start(ben, board, title=SECRET)
    post = say(ada, topic)
    apply_preset(board, Preset.STAFF)
    post_acts.remove(root, post, "x")
    assert SECRET not in heard()
    assert mail.outbox == []


def test_an_address_is_not_asked_about_a_topic_that_is_out_of_sight_meanwhile(root, topic, staff_board, work):
    following_by_mail.request_follow("pat@example.net", topic)
    topic_acts.move(root, topic, board=staff_board)
    rename(root, topic, SECRET)
    work()
    assert [message.to for message in mail.outbox if SECRET in message.subject + message.body] == []
    assert "pat@example.net" not in {message.to[0] for message in mail.outbox}
