"""What is written in a conversation is on no page that is kept for visitors, and throws none away."""

from forum.jobs.running import run_due
from forum.posts import removing
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.reactions import reacting
from tests.conversations.full_conversation import write
from tests.conversations.talking import anybody_writes, talk


def finish():
    while run_due():
        pass


def test_messages_throw_away_no_page_that_is_kept_for_visitors(
    store, visitor, ada, ben, topic, say, django_assert_num_queries
):
    anybody_writes()
    conversation = talk(ada, ben)
    finish()
    store.look()
    paths = ("/", "/latest/", "/feed/", topic.get_absolute_url(), "/u/ada/")
    before = [visitor.get(path).content for path in paths]
    message = write(ada, conversation, "Once more")
    revise(ada, message, render_text("Twice more", author=ada), base=1)
    reacting.react(ben, message, "👍")
    removing.remove(ada, message)
    talk(ben, ada, title="Another one")
    finish()
    store.look()
    with django_assert_num_queries(0):
        assert [visitor.get(path).content for path in paths] == before
    say(ben, topic, "On a board")
    store.look()
    assert b"On a board" in visitor.get(topic.get_absolute_url()).content
