"""What somebody writes whom the reader ignores is folded in topics, and the way to end that is in its menu."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following
from forum.follows.models import Follow
from forum.moderation import post_acts

pytestmark = pytest.mark.django_db

FOLDED = "A post by someone you ignore"


def test_the_posts_of_who_is_ignored_are_folded_for_that_reader_alone(as_, ada, ben, eve, topic, say):
    post = say(ben, topic, "Hear me.")
    following.mute(eve, ben)
    page = as_(eve).get(topic.get_absolute_url()).text
    assert page.count(FOLDED) == 1
    assert f'<details class="post-folded" id="post-{post.pk}">' in page
    assert page.count(f'id="post-{post.pk}"') == 1
    assert "Hear me." in page
    for reader in (None, ada, ben):
        assert FOLDED not in as_(reader).get(topic.get_absolute_url()).text


def test_quotes_of_them_stay(as_, ada, ben, eve, topic, say):
    post = say(ben, topic, "Hear me.")
    following.mute(eve, ben)
    say(ada, topic, f"> @ben [wrote](/p/{post.pk}/):\n>\n> Hear me.\n\nI do.")
    page = as_(eve).get(topic.get_absolute_url()).text
    assert page.count(FOLDED) == 1
    assert page.count("Hear me.") == 2


def test_a_removed_post_of_theirs_is_its_own_line(as_, ben, eve, mod, topic, say):
    post_acts.remove(mod, say(ben, topic, "Hear me."), "A slip.")
    following.mute(eve, ben)
    page = as_(eve).get(topic.get_absolute_url()).text
    assert FOLDED not in page
    assert "Hear me." not in page


def test_the_menu_of_a_post_follows_ignores_and_ends_it(as_, ada, ben, eve, topic, say):
    say(ben, topic)
    browser, address = as_(eve), topic.get_absolute_url()
    page = browser.get(address).text
    assert "Ignore ben" in page
    assert "Follow ben" in page
    browser.post("/u/ben/follow/", {"next": address, "topic": topic.pk})
    assert "Unfollow ben" in browser.get(address).text
    browser.post("/u/ben/ignore/", {"next": address, "topic": topic.pk})
    page = browser.get(address).text
    assert "Stop ignoring ben" in page
    assert "Ignore ben" not in page
    assert "Ignore eve" not in as_(eve).get(address).text
    assert "Ignore" not in as_().get(address).text


@pytest.mark.parametrize("act", ["ignore", "stop-ignoring", "follow", "unfollow"])
def test_what_is_in_the_reply_box_is_kept(as_, ben, eve, topic, say, act):
    say(ben, topic)
    if act == "stop-ignoring":
        following.mute(eve, ben)
    browser, address = as_(eve), topic.get_absolute_url()
    browser.post(f"/u/ben/{act}/", {"next": address, "topic": topic.pk, "body": "Half a thought"})
    assert "Half a thought" in browser.get(address).text


def test_a_topic_one_may_not_see_keeps_no_text(as_, ben, eve, staff_board, root, start):
    hidden = start(root, staff_board)
    browser = as_(eve)
    browser.post("/u/ben/ignore/", {"topic": hidden.pk, "body": "x", "next": "/latest/"})
    assert "unsent" not in browser.session
    for wrong in ("x", "", "9" * 40):
        assert browser.post("/u/ben/ignore/", {"topic": wrong, "body": "x"}).status_code == 303


def test_many_ignored_posts_cost_the_questions_of_one(
    as_, ada, ben, eve, nia, topic, say, django_assert_num_queries
):
    browser, address = as_(eve), topic.get_absolute_url()
    say(ben, topic)
    following.mute(eve, ben)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for author in (ada, ben, nia):
        Follow.objects.get_or_create(member=eve, person=author, defaults={"state": Follow.State.MUTED})
        for _number in range(3):
            say(author, topic)
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)
