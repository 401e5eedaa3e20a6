"""From the date of the last post to that post, and from the name beside it to the member."""

import pytest

from forum.members.closing_accounts import close
from forum.moderation import post_acts, topic_acts

pytestmark = pytest.mark.django_db


def last(topic):
    return f"{topic.get_absolute_url()}last/"


def test_every_list_leads_to_the_last_post_and_its_author(as_, ben, topic, say):
    say(ben, topic)
    for place in ("/", "/latest/", "/b/general/"):
        page = as_().get(place).text
        assert f'href="{last(topic)}" rel="nofollow"' in page, place
        assert '<a href="/u/ben/"><bdi>ben</bdi></a>' in page, place


def test_it_is_the_last_post_that_was_not_removed(as_, ben, mod, topic, say):
    first, second = topic.posts.get(), say(ben, topic)
    assert as_().get(last(topic)).url == f"{topic.get_absolute_url()}#post-{second.pk}"
    post_acts.remove(mod, second, "Spam")
    answer = as_().get(last(topic))
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}#post-{first.pk}")


def test_it_is_on_the_page_that_the_reader_has(as_, ada, long_topic):
    topic = long_topic(45)
    post = topic.posts.get(number=45)
    assert as_().get(last(topic)).url == f"{topic.get_absolute_url()}?page=3#post-{post.pk}"
    ada.posts_per_page = 100
    ada.save()
    page, _, anchor = as_(ada).get(last(topic)).url.partition("#")
    assert f'id="{anchor}"' in as_(ada).get(page).text


def test_a_topic_that_one_does_not_see_has_no_last_post(as_, ben, mod, topic):
    topic_acts.remove(mod, topic, "Spam")
    assert as_(ben).get(last(topic)).status_code == 404
    assert as_(mod).get(last(topic)).status_code == 303
    assert as_().post(last(topic)).status_code == 405


def test_who_has_left_has_no_page_to_lead_to(as_, ben, topic, say):
    say(ben, topic)
    close(ben)
    page = as_().get("/latest/").text
    assert "<bdi>Former member</bdi>" in page
    assert 'href="/u/' not in page
