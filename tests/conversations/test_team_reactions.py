"""Who of the moderators reacted in a conversation of theirs is told to the moderators alone."""

import pytest

from accounts.models import User
from forum.jobs.running import run_due
from forum.notifications.gathering_reactions import gather_reactions
from forum.notifications.models import Notification
from forum.posts.models import Post
from forum.reactions import reacting
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.conversations import talking
from tests.conversations.talking import anybody_writes, leave
from tests.conversations.team import answer, begin, moderator
from tests.conversations.test_team_upkeep import delete, empty

pytestmark = pytest.mark.every_database
NAME = "Modesta Keeper"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def mod(mod):
    mod.display_name = NAME
    mod.save(update_fields=["display_name"])
    return mod


@pytest.fixture
def second(mod):
    return moderator(mod, "second", display_name="Secunda")


@pytest.fixture
def reply(mod, ada, topic):
    """Ada's answer to the moderators."""
    return answer(ada, begin(mod, topic.posts.get(number=1)).topic)


def emoji():
    return SiteSettings.current().reaction_set[0]


def react(member, *posts):
    for post in posts:
        reacting.react(member, Post.objects.get(pk=post.pk), emoji())


def who(browser, post):
    page = browser.get(f"/p/{post.pk}/reactions/")
    assert page.status_code == 200
    return page.text[page.text.index('<ul class="people">') : page.text.index("Back to the post")]


def tell():
    gather_reactions()
    while run_due():
        pass


def test_the_member_reads_that_moderators_reacted_and_the_moderators_read_who(as_, ada, mod, second, reply):
    react(mod, reply)
    react(ada, reply)
    theirs = who(as_(ada), reply)
    assert theirs.count("Moderators") == 1
    assert NAME not in theirs and f"/u/{mod.username}/" not in theirs
    assert f"/u/{ada.username}/" in theirs
    for reader in (mod, second):
        assert NAME in who(as_(reader), reply)
        assert f"/u/{ada.username}/" in who(as_(reader), reply)


def test_who_moderates_there_no_more_has_no_name_to_the_member_either(as_, ada, mod, second, reply):
    react(mod, reply)
    mod.groups.clear()
    assert NAME not in who(as_(ada), reply)
    assert NAME in who(as_(second), reply)


def test_they_have_no_name_in_what_the_member_is_notified_of(as_, ada, mod, reply):
    react(mod, reply)
    tell()
    told = Notification.objects.get(member=ada, kind="reaction")
    assert told.actor != mod
    page = as_(ada).get("/notifications/").text
    assert "Moderators reacted to your post" in page
    assert NAME not in page
    assert NAME not in as_(ada).get("/notifications/newest/").text


def test_moderators_are_notified_of_each_other_and_of_the_member_by_name(as_, ada, mod, second, reply):
    own = answer(second, reply.topic, "In my own name.")
    react(mod, own)
    tell()
    assert Notification.objects.get(member=second, kind="reaction").actor == mod
    assert NAME in as_(second).get("/notifications/").text
    Notification.objects.all().delete()
    another = answer(second, reply.topic, "And once more.")
    react(ada, another)
    tell()
    assert Notification.objects.get(member=second, kind="reaction").actor == ada


def test_where_they_only_wrote_by_name_their_reactions_tell_none_and_no_account_is_made_to_show_it(
    as_, ada, mod, second, topic
):
    first = begin(mod, topic.posts.get(number=1), as_team=False)
    reply = answer(ada, first.topic)
    react(second, reply)
    members = User.objects.count()
    theirs = who(as_(ada), reply)
    assert "Moderators" in theirs and "Secunda" not in theirs
    assert User.objects.count() == members
    assert "Secunda" in who(as_(mod), reply)


def test_once_their_board_is_gone_they_still_have_no_name(as_, ada, mod, root, board, members_board, reply):
    react(mod, reply)
    empty(root, board, members_board)
    delete(as_(root), board)
    assert Topic.objects.get(pk=reply.topic_id).moderators_of is None
    theirs = who(as_(ada), reply)
    assert "Moderators" in theirs
    assert NAME not in theirs


def test_in_a_conversation_of_members_all_have_their_names(as_, ada, ben, eve, root):
    talk = talking.start(ada, ben, eve)
    message = talk.posts.get()
    for member in (ben, eve):
        react(member, message)
    leave(talk, eve)
    theirs = who(as_(ada), message)
    assert "/u/ben/" in theirs and "/u/eve/" in theirs
    assert "Moderators" not in theirs
    tell()
    assert Notification.objects.filter(member=ada, kind="reaction").exists()
