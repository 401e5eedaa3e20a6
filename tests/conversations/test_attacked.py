"""What somebody finds who looks for a way into a conversation, or for one that breaks it."""

import pytest
from django.utils import timezone

from accounts.models import User
from forum.conversations import taking_part
from forum.follows import following
from forum.members import closing_accounts
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conversations.full_conversation import write
from tests.conversations.talking import add, anybody_writes, form, start

pytestmark = pytest.mark.django_db


def test_who_sees_a_part_lets_nobody_see_the_rest(client, ada, ben, eve):
    topic = start(ada, ben, body="Only for Ben")
    taking_part.leave(ben, topic)
    taking_part.add(ada, topic, eve, sees_all=False)
    write(ada, topic, "For Eve too")
    taking_part.leave(ada, topic)
    taking_part.add(eve, topic, ben, sees_all=True)
    assert Participant.objects.get(topic=topic, member=eve).from_number == 2
    client.force_login(ben)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "For Eve too" in page
    assert "Only for Ben" not in page


@pytest.mark.parametrize(("to", "status"), [(",", 422), (" , ,", 422), ("ben,", 303)])
def test_commas_alone_are_nobody_to_write_to(client, ada, ben, to, status):
    anybody_writes()
    client.force_login(ada)
    assert client.post("/conversations/new/", form(to)).status_code == status
    assert Topic.objects.filter(board=None).count() == (status == 303)


@pytest.mark.parametrize(("name", "status"), [(",", 422), ("eve,", 303)])
def test_commas_alone_are_nobody_to_add(client, ada, ben, eve, name, status):
    topic = start(ada, ben)
    client.force_login(ada)
    answer = client.post(f"/conversations/{topic.pk}/members/", {"member": name, "sees": "now"})
    assert answer.status_code == status


@pytest.mark.parametrize(("names", "sentence"), [("eve, nia", "Add one member at a time."), ("eve", "")])
def test_members_are_added_one_at_a_time(client, ada, ben, eve, nia, names, sentence):
    topic = start(ada, ben)
    client.force_login(ada)
    answer = client.post(f"/conversations/{topic.pk}/members/", {"member": names, "sees": "now"})
    assert answer.status_code == (422 if sentence else 303)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("who_ignores", ["ada", "ben"])
def test_a_conversation_ended_by_ignoring_does_not_go_on_with_a_third(client, ada, ben, eve, who_ignores):
    topic = start(ada, ben)
    ignoring, ignored = (ada, ben) if who_ignores == "ada" else (ben, ada)
    following.mute(ignoring, ignored)
    client.force_login(ada)
    add_eve = {"member": "eve", "sees": "all"}
    refused = client.post(f"/conversations/{topic.pk}/members/", add_eve)
    assert refused.status_code == 409
    assert "Nobody can be reached in this conversation any more." in refused.content.decode()
    assert not Participant.objects.filter(member=eve).exists()
    following.unfollow(ignoring, ignored)
    assert client.post(f"/conversations/{topic.pk}/members/", add_eve).status_code == 303


def test_who_came_last_and_is_alone_is_told_that_nobody_is_reached_and_may_add_somebody(
    client, ada, ben, eve
):
    topic = start(ada, ben)
    taking_part.add(ada, topic, eve, sees_all=False)
    client.force_login(eve)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "There is nothing yet." in page
    assert "Nobody can be reached" not in page
    for each in (ada, ben):
        taking_part.leave(each, topic)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Nobody can be reached in this conversation any more." in page
    assert f"/conversations/{topic.pk}/members/" in page
    assert (
        client.post(f"/conversations/{topic.pk}/members/", {"member": "ben", "sees": "now"}).status_code
        == 303
    )
    assert "Nobody can be reached" not in client.get(topic.get_absolute_url()).content.decode()


def test_a_silenced_member_is_not_told_that_nobody_is_reached(client, ada, ben):
    topic = start(ada, ben)
    address = topic.get_absolute_url()
    client.force_login(ben)
    assert 'id="reply-form"' in client.get(address).content.decode()
    User.objects.filter(pk=ben.pk).update(silenced_at=timezone.now())
    page = client.get(address).content.decode()
    assert "Shall we?" in page
    assert 'id="reply-form"' not in page
    assert "but you can’t write in it now" in page
    assert "Nobody can be reached" not in page


@pytest.mark.parametrize(("seen_from", "is_said"), [(2, False), (1, True)])
def test_whom_a_message_answers_is_said_to_who_sees_that(client, ada, ben, eve, seen_from, is_said):
    topic = start(ada, ben)
    first = topic.posts.get(number=1)
    add(topic, eve, from_number=seen_from)
    write(ben, topic, "An answer", reply_to=first)
    client.force_login(eve)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "An answer" in page
    assert ("in reply to" in page) is is_said


@pytest.mark.parametrize(("seen_from", "is_answer"), [(2, False), (1, True)])
def test_nobody_answers_a_message_they_do_not_see(client, ada, ben, eve, seen_from, is_answer):
    topic = start(ada, ben)
    first = topic.posts.get(number=1)
    add(topic, eve, from_number=seen_from)
    client.force_login(eve)
    sent = {"body": "Hello all", "key": "k" * 32, "reply_to": first.pk}
    assert client.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
    said = topic.posts.get(number=2)
    assert said.reply_to_id == (first.pk if is_answer else None)


def test_after_an_account_is_closed_whoever_was_there_next_looks_after_the_conversation(
    client, ada, ben, eve
):
    topic = start(ada, ben)
    closing_accounts.close(ada)
    client.force_login(ben)
    answer = client.post(f"/conversations/{topic.pk}/members/", {"member": "eve", "sees": "all"})
    assert answer.status_code == 303
    assert "Former member" in client.get(topic.get_absolute_url()).text
