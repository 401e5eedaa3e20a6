"""What a visitor wished to follow is done when they have signed in."""

import pytest
from django.test import Client

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow
from forum.members import closing_accounts
from forum.pages import visitor_drafts
from forum.topics.models import Tag
from tests.conftest import PASSWORD
from tests.follows.things import count_of, place_of, send

pytestmark = pytest.mark.django_db


def sign_in(browser, answer=None, name="ben"):
    address = answer.url if answer else "/accounts/login/"
    return browser.post(address, {"login": name, "password": PASSWORD})


def test_a_visitor_signs_in_and_comes_back_following(as_, ben, thing):
    browser = as_()
    answer = send(browser, thing, next=place_of(thing))
    assert answer.status_code == 303
    assert answer.url.startswith("/accounts/login/")
    assert not Follow.objects.exists()
    assert sign_in(browser, answer).url == place_of(thing)
    assert Follow.objects.get().thing == thing
    assert count_of(thing) == 1
    assert "Unfollow" in browser.get(place_of(thing)).text


def test_a_visitor_comes_back_to_the_page_they_were_on(as_, ben, long_topic):
    topic, browser = long_topic(45), as_()
    answer = send(browser, topic, next=f"{place_of(topic)}?page=2")
    assert sign_in(browser, answer).url == f"{place_of(topic)}?page=2"


def test_a_visitor_is_led_to_no_other_site(as_, ben, thing):
    browser = as_()
    answer = send(browser, thing, next="https://evil.example/")
    assert "evil" not in answer.url
    assert sign_in(browser, answer).url == place_of(thing)


def test_a_visitor_who_wants_to_stop_is_asked_to_sign_in_and_wishes_nothing(as_, ben, thing):
    browser = as_()
    answer = send(browser, thing, "unfollow")
    assert answer.url.startswith("/accounts/login/")
    sign_in(browser, answer)
    assert not Follow.objects.exists()


def test_whoever_follows_already_keeps_their_level(as_, ben, thing):
    following.follow(ben, thing, "weekly")
    browser = as_()
    sign_in(browser, send(browser, thing))
    assert Follow.objects.get().level == "weekly"
    assert count_of(thing) == 1


def test_whoever_left_follows_again_for_they_have_said_so(as_, ben, thing):
    following.follow(ben, thing)
    following.unfollow(ben, thing)
    browser = as_()
    sign_in(browser, send(browser, thing))
    assert Follow.objects.get().is_active


def test_a_wish_to_follow_oneself_comes_to_nothing(as_, ben):
    browser = as_()
    assert sign_in(browser, send(browser, ben)).url == "/u/ben/"
    assert not Follow.objects.exists()


def test_a_wish_for_what_has_gone_out_of_sight_meanwhile_comes_to_nothing(as_, ben, board, topic):
    browser = as_()
    for thing in (board, topic):
        send(browser, thing)
    apply_preset(board, Preset.STAFF)
    sign_in(browser)
    assert not Follow.objects.exists()


def test_a_wish_for_what_is_gone_comes_to_nothing(as_, ben, eve):
    tag, browser = Tag.objects.create(name="Gone", slug="gone"), as_()
    send(browser, tag)
    send(browser, eve)
    tag.delete()
    closing_accounts.close(eve)
    assert sign_in(browser).status_code == 302
    assert not Follow.objects.exists()


def test_only_the_last_few_wishes_are_kept(as_, ben, board, start, ada):
    topics = [start(ada, board, title=f"Topic {number}") for number in range(visitor_drafts.MOST + 2)]
    browser = as_()
    for topic in [*topics, topics[-1]]:
        send(browser, topic)
    sign_in(browser)
    assert set(Follow.objects.values_list("topic", flat=True)) == {
        topic.pk for topic in topics[-visitor_drafts.MOST :]
    }


def test_things_of_all_kinds_are_wished_for_together(as_, ben, board, topic, eve):
    browser = as_()
    for thing in (board, topic, eve):
        send(browser, thing)
    sign_in(browser)
    assert {follow.thing for follow in Follow.objects.all()} == {board, topic, eve}


def test_a_wish_from_another_site_is_refused(thing):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(f"{place_of(thing)}follow/", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not browser.session.get(visitor_drafts.FOLLOWS)


def test_a_visitor_who_wishes_without_end_is_held_back(as_, thing, settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"wishes-{thing}"}
    settings.CACHES = settings.CACHES | {"default": kept}
    browser = as_()
    answers = [send(browser, thing).status_code for _ in range(40)]
    assert answers[0] == 303
    assert answers[-1] == 429
