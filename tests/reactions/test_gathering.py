"""The author of a post is told of reactions by the bell, once a day."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.notifications.gathering_reactions import gather_reactions
from forum.notifications.models import Delivery, Notification, NotificationPreference
from forum.posts.models import Post
from forum.reactions import reacting
from forum.reactions.models import Reaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic):
    return topic.posts.get()


def test_one_reaction_is_named_with_its_member_and_leads_to_the_post(as_, ada, ben, topic, post):
    reacting.react(ben, post, "🎉")
    browser = as_(ada)
    assert browser.get("/notifications/count/").json()["unread"] == 0
    gather_reactions()
    assert f"reacted to your post in “{topic.title}” with 🎉" in browser.get("/notifications/").text
    notification = Notification.objects.get(member=ada)
    assert browser.get(f"/notifications/{notification.pk}/").url == post.get_absolute_url()
    assert Delivery.objects.filter(channel="mail").count() == 0


def test_a_day_of_reactions_is_one_notification_that_leads_to_all_of_them(
    as_, ada, ben, eve, topic, post, say
):
    other = say(ada, topic, "And another thing.")
    for member, to, emoji in ((ben, post, "👍"), (eve, post, "👍"), (ben, other, "🎉")):
        reacting.react(member, to, emoji)
    gather_reactions()
    gather_reactions()
    browser = as_(ada)
    assert browser.get("/notifications/count/").json()["unread"] == 1
    assert "3 reactions to 2 of your posts" in browser.get("/notifications/").text
    leads_to = browser.get(f"/notifications/{Notification.objects.get(member=ada).pk}/").url
    page = browser.get(leads_to).text
    assert "👍 2 ·" in page
    assert "🎉 1 ·" in page
    assert "And another thing." in page


def test_the_next_day_is_added_to_what_is_unread_and_is_new_after_it_was_read(
    as_, ada, ben, eve, topic, post
):
    reacting.react(ben, post, "👍")
    gather_reactions()
    reacting.react(eve, post, "👍")
    gather_reactions()
    browser = as_(ada)
    assert f"2 reactions to your post in “{topic.title}”" in browser.get("/notifications/").text
    browser.get(f"/notifications/{Notification.objects.get(member=ada).pk}/")
    reacting.take_back(ben, post)
    reacting.react(ben, post, "🎉")
    gather_reactions()
    assert Notification.objects.filter(member=ada).count() == 2
    assert "with 🎉" in browser.get("/notifications/").text


def test_what_is_taken_back_before_is_not_told_nor_is_ones_own(ada, ben, post):
    reacting.react(ben, post, "👍")
    reacting.take_back(ben, post)
    reacting.react(ada, post, "👍")
    gather_reactions()
    assert not Notification.objects.exists()


def test_another_choice_is_not_told_again(ada, ben, post):
    reacting.react(ben, post, "👍")
    gather_reactions()
    Notification.objects.all().delete()
    reacting.react(ben, post, "🎉")
    gather_reactions()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("way", ["off", "ignored", "muted", "removed", "hidden"])
def test_nobody_is_told_of_what_they_do_not_want_or_see(ada, ben, root, board, topic, post, way):
    reacting.react(ben, post, "👍")
    if way == "off":
        NotificationPreference.objects.create(member=ada, choices={"reaction": {"bell": False}})
    elif way == "ignored":
        following.mute(ada, ben)
    elif way == "muted":
        following.mute(ada, topic)
    elif way == "removed":
        Post.objects.filter(pk=post.pk).update(removed_at=post.created_at)
    else:
        apply_preset(board, Preset.STAFF)
    gather_reactions()
    assert not Notification.objects.exists()
    assert not Reaction.objects.filter(is_gathered=False).exists()


def test_a_notification_of_a_topic_that_went_out_of_sight_is_gone(as_, ada, ben, board, topic, post):
    reacting.react(ben, post, "👍")
    gather_reactions()
    apply_preset(board, Preset.STAFF)
    browser = as_(ada)
    assert topic.title not in browser.get("/notifications/").text
    assert browser.get("/notifications/count/").json()["unread"] == 0


def test_the_page_of_reactions_shows_ones_own_posts_alone(as_, ada, ben, topic, post):
    reacting.react(ben, post, "👍")
    assert topic.title in as_(ada).get(f"/notifications/reactions/?posts={post.pk}").text
    assert topic.title not in as_(ben).get(f"/notifications/reactions/?posts={post.pk}").text
    for nonsense in ("x", "1-", "-", "9" * 30, "-".join("1" * 51)):
        assert as_(ada).get(f"/notifications/reactions/?posts={nonsense}").status_code == 404
