import pytest

from forum.conversations import taking_part
from forum.search.changed_posts import look_at_changes
from tests.conversations.talking import start


@pytest.fixture
def conversation(ada, ben, db, say):
    topic = start(ada, ben, title="A swap", body="The xylograf lamp is yours")
    say(ben, topic, "Then I bring the quassel wrench")
    while look_at_changes():
        pass
    return topic


def found(browser, words, address="/conversations/"):
    page = browser.get(address, {"q": words})
    assert page.status_code == 200
    return page.text


def test_members_find_messages_in_their_own_conversations_and_nobody_else_does(
    as_, conversation, ada, ben, eve, root
):
    for member in (ada, ben):
        page = found(as_(member), "xylograf")
        assert "1 message found" in page
        assert f"/p/{conversation.posts.get(number=1).pk}/" in page
    for member in (eve, root):
        page = found(as_(member), "xylograf")
        assert "0 messages found" in page
        assert "lamp" not in page


def test_the_forums_search_finds_no_message_for_who_takes_part_either(as_, conversation, ada, board, start):
    start(ada, board, title="Another", body="An open xylograf")
    while look_at_changes():
        pass
    page = found(as_(ada), "xylograf", "/search/")
    assert "Another" in page
    assert "A swap" not in page
    assert "Another" not in found(as_(ada), "xylograf")


def test_nothing_is_found_of_what_was_said_before_one_came_or_after_one_left(
    as_, conversation, ada, ben, eve, say
):
    taking_part.add(ada, conversation, eve, sees_all=False)
    say(ada, conversation, "A third plumbago")
    while look_at_changes():
        pass
    assert "0 messages found" in found(as_(eve), "quassel")
    assert "1 message found" in found(as_(eve), "plumbago")
    taking_part.leave(eve, conversation)
    assert "0 messages found" in found(as_(eve), "plumbago")


def test_a_removed_message_is_found_by_nobody(as_, conversation, ada, ben):
    post = conversation.posts.get(number=2)
    assert "1 message found" in found(as_(ada), "quassel")
    as_(ben).post(f"/p/{post.pk}/remove/")
    assert "0 messages found" in found(as_(ada), "quassel")


def test_a_search_for_nothing_is_the_list(as_, conversation, ada):
    assert "A swap" in found(as_(ada), "  ")
