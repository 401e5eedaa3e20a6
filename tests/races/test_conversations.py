"""Sending to a conversation while somebody is added, leaves, is removed or ignores at the same moment."""

import uuid

import pytest

from forum.conversations import rules, taking_part
from forum.follows import following
from forum.follows.models import Follow
from forum.posts import publishing
from forum.posts.models import Post
from forum.topics.participants import Participant
from tests.conversations.talking import anybody_writes, form, talk
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(transactional_db):
    anybody_writes()


def sending(browser, topic, number):
    fields = {"body": f"Message {number}", "key": uuid.uuid4().hex, "again": "1"}
    return lambda: browser.post(f"{topic.get_absolute_url()}reply/", fields)


def posting(browser, address, **fields):
    return lambda: browser.post(address, fields)


def is_whole(topic):
    topic.refresh_from_db()
    numbers = list(Post.objects.filter(topic=topic).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, topic.last_number + 1))
    assert topic.follower_count == Follow.objects.active().of(topic).count()


def test_who_leaves_while_others_send_is_out_afterwards_and_no_message_is_lost(as_, ada, ben, eve):
    topic = talk(ada, ben, eve)
    leave = posting(as_(eve), f"/conversations/{topic.pk}/leave/")
    answers = at_once([*(sending(as_((ada, ben)[n % 2]), topic, n) for n in range(6)), leave])
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert Post.objects.filter(topic=topic).count() == 7
    assert as_(eve).get(topic.get_absolute_url()).status_code == 404
    is_whole(topic)


def test_who_is_removed_while_they_send_has_sent_or_is_told_that_nothing_is_there(as_, ada, ben, eve):
    topic = talk(ada, ben, eve)
    remove = posting(as_(ada), f"/conversations/{topic.pk}/members/eve/remove/")
    answers = at_once([*(sending(as_(eve), topic, n) for n in range(4)), remove])
    assert failures(answers) == []
    sent = [answer.status_code for answer in answers[:-1]]
    assert set(sent) <= {303, 404, 409}
    assert Post.objects.filter(topic=topic, author=eve).count() == sent.count(303)
    assert sending(as_(eve), topic, 9)().status_code == 404
    is_whole(topic)


def test_the_same_member_added_many_times_at_once_takes_part_once(as_, ada, ben, eve):
    topic = talk(ada, ben)
    members = f"/conversations/{topic.pk}/members/"
    answers = at_once([posting(as_(ada), members, member="eve", sees="now") for _n in range(6)])
    assert failures(answers) == []
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409, 409]
    assert Participant.objects.filter(topic=topic, member=eve).count() == 1
    is_whole(topic)


def test_no_more_members_come_in_at_once_than_a_conversation_has(as_, ada, ben, django_user_model):
    topic = talk(ada, ben)
    crowd = [django_user_model.objects.create_user(f"member{number}") for number in range(rules.MOST)]
    members = f"/conversations/{topic.pk}/members/"
    answers = at_once([posting(as_(ada), members, member=one.username, sees="all") for one in crowd])
    assert failures(answers) == []
    assert Participant.objects.present().filter(topic=topic).count() == rules.MOST
    is_whole(topic)


def test_who_is_added_while_others_send_sees_nothing_of_before(as_, ada, ben, eve):
    topic = talk(ada, ben, body="Before")
    members = f"/conversations/{topic.pk}/members/"
    add = posting(as_(ada), members, member="eve", sees="now")
    answers = at_once([*(sending(as_(ben), topic, n) for n in range(4)), add])
    assert failures(answers) == []
    seen = Participant.objects.get(topic=topic, member=eve).from_number
    page = as_(eve).get(topic.get_absolute_url())
    texts = Post.objects.filter(topic=topic).values_list("number", "text")
    if seen <= topic.posts.count():
        assert all((text.strip() in page.text) is (number >= seen) for number, text in texts)
    is_whole(topic)


def test_two_who_write_to_each_other_at_once_make_two_conversations(as_, ada, ben):
    pairs = [(ada, ben), (ben, ada)] * 3
    answers = at_once(
        [
            posting(as_(author), "/conversations/new/", **form([other], title=f"Number {n}", again="1"))
            for n, (author, other) in enumerate(pairs)
        ]
    )
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert Participant.objects.count() == 12


def test_ignoring_while_the_other_sends_ends_it_and_breaks_nothing(as_, ada, ben):
    topic = talk(ada, ben)
    ignore = posting(as_(ben), "/u/ada/ignore/", next="/")
    answers = at_once([*(sending(as_(ada), topic, n) for n in range(4)), ignore])
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert sending(as_(ada), topic, 9)().status_code == 409
    following.unfollow(ben, ada)
    assert sending(as_(ada), topic, 10)().status_code == 303
    taking_part.leave(ben, topic)
    is_whole(topic)


def test_nothing_is_sent_to_nobody_while_the_last_other_leaves(as_, ada, ben):
    """Whoever is told that it was sent, sent it before the other had left."""
    topic = talk(ada, ben)
    leave = posting(as_(ben), f"/conversations/{topic.pk}/leave/")
    answers = at_once([*(sending(as_(ada), topic, n) for n in range(4)), leave])
    assert failures(answers) == []
    sent = [answer.status_code for answer in answers[:-1]]
    assert set(sent) <= {303, 409}
    left_at = Participant.objects.get(topic=topic, member=ben).left_at
    written = Post.objects.filter(topic=topic, number__gt=1)
    assert written.count() == sent.count(303)
    assert not written.filter(created_at__gt=left_at).exists()
    assert sending(as_(ada), topic, 9)().status_code == 409
    is_whole(topic)


@pytest.mark.parametrize("act", ["leaves", "ignores"])
def test_a_reply_that_was_checked_before_the_other_went_is_refused_all_the_same(
    act, as_, ada, ben, monkeypatch
):
    """Between the checks, which take their time, and the locks."""
    topic = talk(ada, ben)

    def meanwhile(*_):
        if act == "leaves":
            taking_part.leave(ben, topic)
        else:
            following.mute(ben, ada)
        return []

    assert sending(as_(ada), topic, 1)().status_code == 303
    monkeypatch.setattr(publishing, "look_over", meanwhile)
    refused = sending(as_(ada), topic, 2)()
    assert refused.status_code == 409
    assert "Message 2" in refused.text
    assert Post.objects.filter(topic=topic).count() == 2
    is_whole(topic)
