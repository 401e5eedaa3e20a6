"""Messages at the bell: for those who take part, as replies are for those who follow a topic, and for nobody else."""

import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following
from forum.follows.models import FeedKey, Follow, FollowPreference, Level
from forum.jobs.running import run_due
from forum.notifications.gathering_reactions import gather_reactions
from forum.notifications.models import Delivery, Notification
from forum.posts.removing import remove
from forum.reactions import reacting
from tests.conftest import join
from tests.conversations import talking

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def tell():
    """tell() → whatever happened is told at the bell; no mail is sent."""

    def act():
        while run_due():
            pass

    return act


@pytest.fixture
def talk(ada, ben, tell):
    """Ada and Ben talk, and Ben has been told."""
    topic = talking.start(ada, ben)
    tell()
    return topic


def count_of(browser) -> int:
    return browser.get("/notifications/count/").json()["unread"]


def listed(browser) -> str:
    """Of both lists, which must say the same."""
    page, newest = browser.get("/notifications/").text, browser.get("/notifications/newest/").text
    assert ("Lunch on Friday" in page) == ("Lunch on Friday" in newest)
    return page


def test_who_takes_part_is_told_and_nobody_else_is(as_, ada, ben, eve, root, mod, talk):
    assert "New message from Ada Lindqvist (@ada) in “Lunch on Friday”" in listed(as_(ben)).replace(
        "\u2068", ""
    ).replace("\u2069", "")
    assert count_of(as_(ben)) == 1
    for member in (ada, eve, root, mod):
        assert "Lunch on Friday" not in listed(as_(member))
        assert count_of(as_(member)) == 0
    assert Notification.objects.get().member == ben


def test_who_follows_an_author_is_told_of_their_topics_and_not_of_their_messages(
    as_, ada, ben, eve, board, start, tell
):
    following.follow(eve, ada, Level.EVERY)
    talking.start(ada, ben)
    start(ada, board, title="In the open")
    tell()
    assert "In the open" in listed(as_(eve))
    assert "Lunch on Friday" not in listed(as_(eve))


def test_messages_until_one_looks_are_one_notification(as_, ada, ben, talk, say, tell):
    say(ada, talk, "At noon?")
    say(ada, talk, "Or at one?")
    tell()
    assert "3 new messages in “" in listed(as_(ben))
    assert count_of(as_(ben)) == 1


def test_whoever_answers_tells_the_other(as_, ada, ben, talk, say, tell):
    say(ben, talk, "At noon.")
    tell()
    assert "New message from" in listed(as_(ada))
    assert count_of(as_(ada)) == 1


def test_a_notification_leads_to_the_message_and_without_it_to_the_conversation(
    as_, ada, ben, talk, say, tell
):
    address = f"/notifications/{Notification.objects.get(member=ben).pk}/"
    post = talk.posts.get()
    assert as_(ben).get(address).url == post.get_absolute_url()
    post = say(ada, talk, "At noon?")
    tell()
    as_(ben).get(talk.get_absolute_url())
    reacting.react(ada, say(ben, talk, "Yes."), "👍")
    gather_reactions()
    told = Notification.objects.get(member=ben, kind="reaction")
    remove(ben, told.post, "")
    assert as_(ben).get(f"/notifications/{told.pk}/").url == talk.get_absolute_url()


def test_reading_the_conversation_reads_the_notification(as_, ben, talk):
    browser = as_(ben)
    assert count_of(browser) == 1
    browser.get(talk.get_absolute_url())
    assert count_of(browser) == 0
    assert "Lunch on Friday" in listed(browser)
    assert Notification.objects.get(member=ben).read_at


def test_who_has_left_finds_nothing_of_it_and_who_stays_does(as_, ada, ben, nia, talk, say, tell):
    talking.add(talk, nia)
    say(ada, talk, "And you, @nia and @ben?")
    reacting.react(ada, say(ben, talk, "Me too."), "👍")
    tell()
    gather_reactions()
    ids = list(Notification.objects.filter(member=ben).values_list("pk", flat=True))
    assert len(ids) == 2
    assert count_of(as_(ben)) == 2
    talking.leave(talk, ben)
    assert "Lunch on Friday" not in listed(as_(ben))
    assert count_of(as_(ben)) == 0
    for pk in ids:
        assert as_(ben).get(f"/notifications/{pk}/").status_code == 404
    assert "Me too." not in as_(ben).get("/notifications/reactions/").text
    assert "Lunch on Friday" in listed(as_(nia))
    assert count_of(as_(nia)) == 1


def test_who_was_removed_is_told_nothing_more_and_who_comes_back_is(as_, ada, ben, nia, talk, say, tell):
    talking.add(talk, nia)
    talking.leave(talk, ben, removed_by=ada)
    say(ada, talk, "Without @ben.")
    tell()
    assert count_of(as_(ben)) == 0
    assert not Notification.objects.filter(member=ben, kind="mention").exists()
    assert count_of(as_(nia)) == 1
    talking.add(talk, ben, from_number=3)
    say(ada, talk, "With him again.")
    tell()
    page = listed(as_(ben))
    assert "New message from" in page and "With him again." in page
    assert "Shall we?" not in page and "Without" not in page


def test_who_comes_later_is_not_told_of_what_was_said_before(as_, ada, ben, nia, talk, say, tell):
    say(ada, talk, "What would @nia say?")
    talking.add(talk, nia, from_number=3)
    tell()
    assert count_of(as_(nia)) == 0
    assert count_of(as_(ben)) == 1
    say(ada, talk, "Hello, @nia.")
    tell()
    page = listed(as_(nia))
    assert "mentioned you in" in page and "Hello, @nia." in page
    assert "What would" not in page


def test_a_mention_or_a_quotation_tells_who_takes_part_alone(
    as_, ada, ben, eve, board, start, say, talk, tell
):
    theirs = say(eve, start(ada, board, title="In the open"), "Words of Eve.")
    own = say(ben, talk, "Words of Ben.")
    Notification.objects.all().delete()
    say(ada, talk, f"[@eve](/p/{theirs.pk}/):\n> Words of Eve.\n\n@eve said so, @ben.")
    say(ada, talk, "So you did.", reply_to=own)
    tell()
    assert "mentioned you in “" in listed(as_(ben))
    assert not Notification.objects.filter(member=eve).exists()
    assert not Delivery.objects.filter(member=eve, post__topic=talk).exists()


def test_an_answer_to_who_has_left_tells_them_nothing(ada, ben, nia, talk, say, tell):
    talking.add(talk, nia)
    posts = {member: say(member, talk, "Me too.") for member in (ben, nia)}
    talking.leave(talk, ben)
    Notification.objects.all().delete()
    for post in posts.values():
        say(ada, talk, "Good.", reply_to=post)
    tell()
    assert not Notification.objects.filter(member=ben).exists()
    assert Notification.objects.get(member=nia).kind == "answer"


def test_a_reaction_tells_the_author_who_takes_part_and_their_page_shows_it(as_, ada, ben, talk, say):
    reacting.react(ada, say(ben, talk, "Me too."), "👍")
    reacting.react(ben, talk.posts.get(number=1), "🎉")
    talking.leave(talk, ada)
    gather_reactions()
    assert "reacted to your post in “" in listed(as_(ben))
    assert "Me too." in as_(ben).get("/notifications/reactions/").text
    assert not Notification.objects.filter(member=ada, kind="reaction").exists()
    assert "Shall we?" not in as_(ada).get("/notifications/reactions/").text


def test_who_ignores_the_author_or_has_muted_or_left_it_is_not_told(
    as_, ada, ben, nia, eve, root, talk, say, tell
):
    for member in (nia, eve, root):
        talking.add(talk, member)
    following.mute(nia, ada)
    following.mute(eve, talk)
    following.unfollow(root, talk)
    say(ada, talk, "At noon?")
    tell()
    assert count_of(as_(ben)) == 1
    for member in (nia, eve, root):
        assert count_of(as_(member)) == 0
        assert "Lunch on Friday" not in listed(as_(member))


def test_who_mutes_it_or_ignores_its_author_later_hears_no_more_of_it(as_, ada, ben, nia, talk, say, tell):
    talking.add(talk, nia)
    say(ada, talk, "At noon?")
    tell()
    for member, thing in ((ben, talk), (nia, ada)):
        assert count_of(as_(member)) == 1
        following.mute(member, thing)
        assert count_of(as_(member)) == 0


def test_a_removed_message_is_told_no_more(as_, ada, ben, talk):
    assert count_of(as_(ben)) == 1
    remove(ada, talk.posts.get(), "")
    assert count_of(as_(ben)) == 0
    assert "Lunch on Friday" not in listed(as_(ben))


def test_everything_can_be_marked_as_read_and_one_unread_again(as_, ben, talk):
    browser = as_(ben)
    notification = Notification.objects.get(member=ben)
    browser.post("/notifications/read/", {"until": notification.raised_at.isoformat()})
    assert count_of(browser) == 0
    browser.post("/notifications/read/", {"unread": notification.pk})
    assert count_of(browser) == 1


def test_it_stands_among_the_replies_when_these_are_wanted(as_, ben, talk):
    assert "Lunch on Friday" in as_(ben).get("/notifications/?kind=replies").text
    assert "Lunch on Friday" not in as_(ben).get("/notifications/?kind=topics").text


def test_the_bell_can_be_switched_off_for_messages_alone(as_, ada, ben, topic, say, talk, tell):
    as_(ben).post("/settings/notifications/", {"reply-bell": "on"})
    following.follow(ben, topic)
    Notification.objects.all().delete()
    say(ada, talk, "At noon?")
    say(ada, topic, "In the open.")
    tell()
    assert [row.kind for row in Notification.objects.filter(member=ben)] == ["reply"]


def test_conversations_are_followed_at_the_usual_level_and_never_summed_up(ada, ben, nia):
    FollowPreference.objects.create(member=ben, topic=Level.EVERY)
    FollowPreference.objects.create(member=nia, topic=Level.DAILY)
    talk = talking.start(ada, ben, nia)
    levels = dict(Follow.objects.filter(topic=talk).values_list("member__username", "level"))
    assert levels == {"ada": Level.FIRST, "ben": Level.EVERY, "nia": Level.FIRST}
    following.choose(ben, talk, Level.WEEKLY)
    assert Follow.objects.get(topic=talk, member=ben).level == Level.FIRST


@pytest.mark.parametrize("kind", ["", "topic", "muted"])
def test_what_one_follows_lists_and_counts_topics_and_no_conversations(kind, as_, ada, ben, topic, talk):
    act = following.mute if kind == "muted" else following.follow
    act(ben, topic)
    act(ben, talk)
    for address in (f"/following/?kind={kind}", f"/following/?kind={kind}&board={topic.board.slug}"):
        page = as_(ben).get(address).text
        assert topic.title in page
        assert "Lunch on Friday" not in page
        assert "Select what you can no longer see" not in page


def test_a_row_of_a_conversation_that_is_sent_there_by_hand_is_no_error(as_, ben, talk):
    row = Follow.objects.get(member=ben, topic=talk)
    answer = as_(ben).post("/following/", {"set": f"{row.pk} every"}, follow=True)
    assert answer.status_code == 200
    assert "Lunch on Friday" not in answer.text
    row.refresh_from_db()
    assert row.level == Level.EVERY


def test_neither_the_feed_nor_what_is_unread_has_any_of_it(as_, ada, ben, topic, say, talk):
    following.follow(ben, topic)
    say(ada, topic, "In the open.")
    key = FeedKey.objects.create(member=ben)
    feed = as_().get(f"/following/feed/{key.key}/", follow=True)
    assert ET.fromstring(feed.content) is not None
    for page in (feed.content.decode(), as_(ben).get("/unread/").text):
        assert topic.title in page
        assert "Lunch on Friday" not in page


def test_the_bell_and_the_list_cost_the_same_for_one_conversation_and_for_many(
    as_, ada, ben, talk, tell, warm
):
    browser = as_(ben)
    costs = []
    for more in (0, 12):
        for number in range(more):
            talking.start(ada, ben, title=f"Talk {number}")
        tell()
        warm(browser)
        asked = []
        for address in ("/notifications/count/", "/notifications/"):
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            asked.append(len(queries))
        costs.append(asked)
    assert costs[0] == costs[1]


def test_telling_of_a_message_takes_as_many_queries_for_eight_as_for_two(ada, ben, say, tell):
    costs = []
    for others in (1, 7):
        members = [ben, *(join(f"guest-{number}") for number in range(others - 1))]
        talk = talking.start(ada, *members, title=f"With {others}")
        tell()
        say(ada, talk, "At noon?")
        with CaptureQueriesContext(connection) as queries:
            tell()
        costs.append(len(queries))
    assert Notification.objects.filter(topic=talk).count() == 7
    assert costs[0] == costs[1]


def test_moderators_and_administrators_who_take_part_are_told_like_others(as_, ada, root, mod, tell):
    talking.start(ada, root, mod)
    tell()
    for member in (root, mod):
        assert "New message from" in listed(as_(member))
