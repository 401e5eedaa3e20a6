"""Wherever somebody is shown by another name than their username, that stands beside it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from forum.follows import following
from forum.follows.models import FeedKey
from forum.members.closing_accounts import close
from forum.moderation import post_acts
from tests.conftest import join

NAME = "Ruth Example"
SHOWN = f'<bdi>{NAME}</bdi> <bdi class="handle">@'

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruths():
    """Two members of one name."""
    return [join(username, display_name=NAME) for username in ("ruth", "ruth-two")]


@pytest.fixture
def scene(ruths, board, start, say):
    """A topic by the one Ruth, with an answer by the other, who follows it."""
    topic = start(ruths[0], board)
    say(ruths[1], topic, reply_to=topic.posts.get(), follow=True)
    return topic


def test_lists_say_which_of_two_it_is(as_, scene, ruths):
    for page in ("/", "/latest/", scene.board.get_absolute_url()):
        text = as_().get(page).text
        assert "@ruth-two" in text, page
    assert f"{SHOWN}ruth<" in as_().get("/latest/").text


def test_posts_say_which_of_two_it_is(as_, scene):
    text = as_().get(scene.get_absolute_url()).text
    assert f'<bdi itemprop="name">{NAME}</bdi></a> <bdi class="handle">@ruth-two</bdi>' in text
    assert f"Started by {SHOWN}ruth<" in text
    assert f"to {SHOWN}ruth<" in text


def test_followers_and_ignored_members_say_it(as_, ben, scene, ruths):
    assert "@ruth-two" in as_().get(f"{scene.get_absolute_url()}followers/").text
    answer = as_(ben).post(reverse("ignored"), {"username": "ruth"}, follow=True)
    assert f"You ignore {NAME} (@ruth)." in answer.text
    assert '<bdi class="handle">@ruth</bdi>' in answer.text


def test_what_one_follows_and_its_feed_say_it(as_, ben, scene, ruths):
    following.follow(ben, ruths[0])
    following.follow(ben, scene)
    assert f"{NAME} (@ruth)" in as_(ben).get("/following/").text
    key = FeedKey.objects.create(member=ben)
    feed = as_().get(reverse("feed", args=[key.key])).text
    assert f"<name>{NAME} (@ruth-two)</name>" in feed


def test_what_a_moderator_did_says_it(as_, scene, ruths, root):
    root.display_name = NAME
    root.save()
    post_acts.remove(root, scene.posts.get(number=2), "Spam")
    assert f"Removed by {SHOWN}root<" in as_(root).get(scene.get_absolute_url()).text
    assert "root" in as_(root).get(reverse("admin:moderation_logentry_changelist")).text


def test_a_page_in_another_tab_says_it(as_, ruths):
    assert f"<title>{NAME} (@ruth) ·" in as_().get("/u/ruth/").text


@pytest.mark.parametrize("name", ["", "ruth", "RUTH"])
def test_who_is_shown_by_their_username_needs_no_other(as_, board, start, name):
    member = join("ruth", display_name=name)
    text = as_().get(start(member, board).get_absolute_url()).text
    assert f"<bdi>{name or 'ruth'}</bdi></a></h3>" in text
    assert "handle" not in text


def test_another_dress_that_looks_different_is_another_name(as_, board, start):
    member = join("modelse", display_name="ModeIse")
    assert "@modelse" in as_().get(start(member, board).get_absolute_url()).text


def test_who_has_left_has_no_name_at_all(as_, scene, ruths):
    close(ruths[0])
    text = as_().get(scene.get_absolute_url()).text
    assert "Former member" in text
    assert "@former" not in text


def test_a_new_keeper_of_the_forum_is_told_apart_from_others(as_, root, ben, ruths):
    fields = {"is_staff": "on", "groups": []}
    address = reverse("admin:accounts_user_change", args=[ruths[0].pk])
    answer = as_(root).post(address, fields, follow=True)
    assert "Others go by the same name: @ruth-two." in answer.text
    assert "@ben" not in answer.text


def test_a_name_of_office_goes_with_the_office(as_, root, ben):
    type(ben).objects.filter(pk=ben.pk).update(is_staff=True, display_name="Ben, Moderator")
    address = reverse("admin:accounts_user_change", args=[ben.pk])
    answer = as_(root).post(address, {}, follow=True)
    assert "“Ben, Moderator” is no longer shown for @ben" in answer.text
    ben.refresh_from_db()
    assert (ben.is_staff, ben.display_name) == (False, "")


def test_an_ordinary_name_stays_when_the_office_goes(as_, root, ruths):
    type(root).objects.filter(pk=ruths[0].pk).update(is_staff=True)
    as_(root).post(reverse("admin:accounts_user_change", args=[ruths[0].pk]), {}, follow=True)
    ruths[0].refresh_from_db()
    assert (ruths[0].is_staff, ruths[0].display_name) == (False, NAME)


def test_a_renamed_group_is_told_apart_from_members(as_, root, ruths):
    group = Group.objects.create(name="Owls")
    answer = as_(root).post(
        reverse("admin:auth_group_change", args=[group.pk]), {"name": "ruth example"}, follow=True
    )
    assert "Others go by the same name: @ruth, @ruth-two." in answer.text
