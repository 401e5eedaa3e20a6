"""Who follows: names of those who are shown, a number for the others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following, following_by_mail
from forum.follows.models import Follow, kind_of
from forum.members import closing_accounts
from forum.pages.follows import views as follows
from tests.conftest import join
from tests.conversations import team
from tests.conversations.talking import start
from tests.follows.things import count_of, place_of

pytestmark = pytest.mark.django_db


def followers(browser, thing, page=""):
    return browser.get(f"{place_of(thing)}followers/{page}")


def test_those_who_are_shown_are_named_and_the_others_counted(as_, ada, ben, nia, thing):
    following.follow(ben, thing)
    following.follow(ada, thing)
    following.follow(nia, thing, is_shown=False)
    for reader in (None, ben):
        page = followers(as_(reader), thing).text
        assert page.index('href="/u/ben/"') < page.index("Ada Lindqvist")
        assert "/u/nia/" not in page
        assert "3 members follow" in page
        assert "And 1 more who doesn’t show their name." in page


def test_where_nobody_is_shown_there_is_a_number_alone(as_, ben, nia, thing):
    following.follow(ben, thing, is_shown=False)
    following.follow(nia, thing, is_shown=False)
    page = followers(as_(), thing).text
    assert "2 who don’t show their names." in page
    assert "/u/ben/" not in page


def test_where_nobody_follows_the_page_says_so(as_, thing):
    assert "No followers yet" in followers(as_(), thing).text


def test_those_who_left_or_muted_are_no_followers(as_, ben, nia, thing):
    following.follow(ben, thing)
    following.unfollow(ben, thing)
    following.mute(nia, thing)
    page = followers(as_(), thing).text
    assert "/u/ben/" not in page
    assert "/u/nia/" not in page
    assert "No followers yet" in page


def test_a_follower_by_mail_is_counted_and_their_address_told_to_nobody(as_, ben, root, topic):
    following_by_mail.request_follow("secret@example.net", topic)
    assert "secret" not in followers(as_(root), topic).text
    following_by_mail.confirm_follow(Follow.objects.get())
    for reader in (None, ben, root):
        page = followers(as_(reader), topic).text
        assert "1 who doesn’t show their name." in page
        assert "secret@" not in page


def test_somebody_who_has_left_is_no_follower(as_, ben, nia, thing):
    following.follow(ben, thing)
    following.follow(nia, thing)
    closing_accounts.close(ben)
    assert count_of(thing) == 1
    page = followers(as_(), thing).text
    assert "Former member" not in page
    assert "show their name" not in page


def test_many_followers_fill_pages(as_, thing, monkeypatch):
    monkeypatch.setattr(follows, "PER_PAGE", 3)
    for number in range(7):
        following.follow(join(f"fan-{number}"), thing)
    first, last = (followers(as_(), thing, page).text for page in ("", "?page=3"))
    assert "/u/fan-0/" in first
    assert "/u/fan-3/" not in first
    assert f'href="{place_of(thing)}followers/?page=2"' in first
    assert "/u/fan-6/" in last
    assert followers(as_(), thing, "?page=4").url == f"{place_of(thing)}followers/?page=3"


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "9" * 12, "\x00"])
def test_a_page_that_is_none_is_not_found(as_, thing, page):
    assert followers(as_(), thing, f"?page={page}").status_code == 404


def test_the_list_takes_no_form(as_, ben, thing):
    assert as_(ben).post(f"{place_of(thing)}followers/").status_code == 405


def test_a_name_and_a_title_are_words_and_no_markup(as_, ada, ben, board, start):
    ben.display_name = "<img src=x>"
    ben.save()
    topic = start(ada, board, title="<script>alert(1)</script>")
    following.follow(ben, topic)
    page = followers(as_(), topic).text
    assert "<img src=x>" not in page
    assert "<script>alert" not in page


def test_many_followers_cost_as_much_as_few(as_, ben, nia, thing, warm):
    browsers = as_(), as_(nia)

    def costs():
        found = []
        for browser in browsers:
            with CaptureQueriesContext(connection) as queries:
                followers(browser, thing)
            found.append(len(queries))
        return found

    following.follow(ben, thing)
    for browser in browsers:
        warm(browser)
    few = costs()
    for number in range(30):
        Follow.objects.create(member=join(f"fan-{number}"), **{kind_of(thing): thing})
    assert costs() == few
    assert max(few) <= 12


def test_who_follows_a_conversation_is_told_to_none_of_its_members(as_, ada, ben, mod, topic):
    following.follow(ada, topic)
    by_moderators = team.begin(mod, topic.posts.get(number=1)).topic
    for conversation in (start(ada, ben), by_moderators):
        for reader in (ada, ben, mod, None):
            assert as_(reader).get(f"/t/{conversation.pk}-{conversation.slug}/followers/").status_code == 404
    page = as_(ada).get(by_moderators.get_absolute_url()).text
    assert "Unfollow" in page
    assert "among the followers" not in page
    assert "among the followers" in as_(ada).get(topic.get_absolute_url()).text
    assert followers(as_(ada), topic).status_code == 200
