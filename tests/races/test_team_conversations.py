"""Moderators who write to a member for all of them while somebody loses a role, leaves, or does the same."""

import uuid

import pytest

from forum.conversations.models import TeamConversation
from forum.members import closing_accounts
from forum.posts.models import Post
from forum.posts.team_messages import TeamMessage, TeamMessageChange
from forum.topics.models import Topic
from tests.conversations.talking import anybody_writes
from tests.conversations.team import begin, moderator
from tests.races.racing import at_once, failures
from tests.races.test_conversations import is_whole, posting, sending

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(transactional_db):
    anybody_writes()


@pytest.fixture
def second(mod):
    return moderator(mod, "second")


@pytest.fixture
def post(topic):
    return topic.posts.get(number=1)


def starting(browser, post):
    fields = {"title": "About your post", "body": "Please.", "written_as": "team", "key": uuid.uuid4().hex}
    return posting(browser, f"/conversations/new/moderators/?post={post.pk}", **fields)


def test_who_loses_the_role_while_they_send_has_sent_or_is_told_that_nothing_is_there(as_, mod, second, post):
    topic = begin(second, post).topic
    answers = at_once([*(sending(as_(mod), topic, n) for n in range(4)), mod.groups.clear])
    assert failures(answers) == []
    sent = [answer.status_code for answer in answers[:-1]]
    assert set(sent) <= {303, 403, 404, 409}
    assert TeamMessage.objects.filter(written_by=mod).count() == sent.count(303)
    assert not Post.objects.filter(topic=topic, author=mod).exists()
    assert sending(as_(mod), topic, 9)().status_code == 404
    is_whole(topic)


def test_two_moderators_who_write_about_one_post_at_once_make_two_whole_conversations(as_, mod, second, post):
    answers = at_once([starting(as_(each), post) for each in (mod, second)])
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert TeamConversation.objects.filter(post=post, member=post.author).count() == 2
    assert set(TeamMessage.objects.values_list("written_by", flat=True)) == {mod.pk, second.pk}
    page = as_(mod).get(f"/conversations/new/moderators/?post={post.pk}").text
    assert page.count("About your post</a>") == 2
    for topic in Topic.objects.filter(board=None):
        is_whole(topic)


def test_one_form_sent_many_times_at_once_begins_one_conversation(as_, mod, post):
    start = starting(as_(mod), post)
    answers = at_once([start] * 4)
    assert failures(answers) == []
    assert {answer.status_code for answer in answers} == {303}
    assert TeamConversation.objects.count() == TeamMessage.objects.count() == 1


def test_a_member_who_closes_their_account_while_moderators_send_is_a_former_member_and_what_was_sent_stays(
    as_, ada, mod, second, post
):
    topic = begin(second, post).topic
    answers = at_once([*(sending(as_(mod), topic, n) for n in range(4)), lambda: closing_accounts.close(ada)])
    assert failures(answers) == []
    sent = [answer.status_code for answer in answers[:-1]]
    assert set(sent) <= {303, 409}
    assert Post.objects.filter(topic=topic).count() == 1 + sent.count(303)
    assert sending(as_(mod), topic, 9)().status_code == 409
    assert "Former member" in as_(mod).get(topic.get_absolute_url()).text
    is_whole(topic)


def test_no_conversation_is_begun_with_who_closes_their_account_before(as_, ada, mod, second, post):
    calls = [starting(as_(mod), post), lambda: closing_accounts.close(ada), starting(as_(second), post)]
    answers = at_once(calls)
    assert failures(answers) == []
    sent = [answers[0].status_code, answers[2].status_code]
    assert set(sent) <= {303, 403, 404}
    assert TeamConversation.objects.count() == sent.count(303)
    assert starting(as_(mod), post)().status_code == 404


def test_of_two_moderators_who_edit_one_message_at_once_one_is_told(as_, mod, second, post):
    message = begin(mod, post)
    fields = {"title": "About your post", "base": 1}
    edits = [
        posting(as_(each), f"/p/{message.pk}/edit/", body=f"By {each.username}", **fields)
        for each in (mod, second)
    ]
    answers = at_once(edits)
    assert failures(answers) == []
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    message.refresh_from_db()
    assert message.revision == 2
    assert message.source == f"By {TeamMessageChange.objects.get(post=message).by.username}"
