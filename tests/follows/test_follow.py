import pytest
from django.test import Client

from forum.follows.models import Follow
from forum.moderation import topic_acts


def follow(browser, topic, act="follow"):
    return browser.post(f"{topic.get_absolute_url()}{act}/")


def count(topic):
    topic.refresh_from_db()
    return topic.follower_count


def test_a_member_follows_and_everybody_sees_the_count(as_, ben, topic):
    assert follow(as_(ben), topic).url == topic.get_absolute_url()
    assert count(topic) == 1
    assert "Followers <b>1</b>" in as_().get(topic.get_absolute_url()).text
    assert "Unfollow" in as_(ben).get(topic.get_absolute_url()).text


def test_following_twice_is_following_once(as_, ben, topic):
    browser = as_(ben)
    for _ in range(2):
        follow(browser, topic)
    assert (count(topic), Follow.objects.count()) == (1, 1)


def test_a_member_stops_following_and_may_say_so_twice(as_, ben, topic):
    browser = as_(ben)
    follow(browser, topic)
    for _ in range(2):
        assert follow(browser, topic, "unfollow").status_code == 303
    assert (count(topic), Follow.objects.active().count()) == (0, 0)


def test_reading_the_address_changes_nothing(as_, ben, topic):
    assert as_(ben).get(f"{topic.get_absolute_url()}follow/").status_code == 405
    assert count(topic) == 0


def test_a_topic_out_of_sight_cannot_be_followed(as_, ben, root, start, staff_board):
    hidden = start(root, staff_board)
    assert follow(as_(ben), hidden).status_code == 404


def test_a_removed_topic_is_not_followed_by_its_moderator(as_, mod, topic):
    topic_acts.remove(mod, topic, "spam")
    assert follow(as_(mod), topic).status_code == 403


def test_the_followers_are_listed_for_all_who_see_the_topic(as_, ben, ada, topic):
    follow(as_(ben), topic)
    follow(as_(ada), topic)
    page = as_().get(f"{topic.get_absolute_url()}followers/").text
    assert page.index("ben") < page.index("Ada Lindqvist")
    assert "2 members follow" in page


def test_the_followers_of_a_hidden_topic_are_hidden(as_, ben, root, start, staff_board):
    hidden = start(root, staff_board)
    follow(as_(root), hidden)
    assert as_(ben).get(f"{hidden.get_absolute_url()}followers/").status_code == 404


@pytest.mark.parametrize("page", ["0", "x"])
def test_a_page_of_followers_that_is_none_is_not_found(page, as_, topic):
    assert as_().get(f"{topic.get_absolute_url()}followers/?page={page}").status_code == 404


def test_a_page_of_followers_behind_the_last_leads_to_the_last(as_, topic):
    place = f"{topic.get_absolute_url()}followers/"
    answer = as_().get(f"{place}?page=2")
    assert (answer.status_code, answer.url) == (302, place)


def test_a_follow_from_another_site_is_refused(ben, topic):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ben, backend="accounts.backends.MemberBackend")
    answer = browser.post(f"{topic.get_absolute_url()}follow/", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert count(topic) == 0
