"""A follower who comes by has seen what there is: the next of it is new again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Follow
from tests.follows.things import place_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

AGO = timedelta(hours=2)


@pytest.fixture
def follow(ben, thing):
    """Ben follows the thing, was here two hours ago and got a mail one hour ago."""
    row = following.follow(ben, thing, "first")
    now = timezone.now()
    Follow.objects.filter(pk=row.pk).update(seen_at=now - AGO, mailed_at=now - AGO / 2)
    return row


def is_seen(follow):
    follow.refresh_from_db()
    return follow.seen_at > follow.mailed_at


def test_looking_at_the_page_is_noted(as_, ben, thing, follow):
    as_(ben).get(place_of(thing))
    assert is_seen(follow)


def test_the_first_mail_is_answered_at_once_however_lately_one_was_here(as_, ben, thing, follow):
    now = timezone.now()
    Follow.objects.update(seen_at=now - timedelta(seconds=10), mailed_at=now - timedelta(seconds=5))
    as_(ben).get(place_of(thing))
    assert is_seen(follow)


def writes(browser, address):
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return [query["sql"] for query in queries if query["sql"].startswith('UPDATE "follows_follow"')]


def test_it_is_written_once_and_not_at_every_look(as_, ben, thing, follow):
    browser = as_(ben)
    assert len(writes(browser, place_of(thing))) == 1
    assert writes(browser, place_of(thing)) == []
    Follow.objects.update(mailed_at=None, seen_at=timezone.now() - timedelta(minutes=2))
    assert len(writes(browser, place_of(thing))) == 1


def test_who_has_never_been_here_is_noted_too(as_, ben, thing, follow):
    Follow.objects.update(seen_at=None, mailed_at=None)
    as_(ben).get(place_of(thing))
    follow.refresh_from_db()
    assert follow.seen_at


@pytest.mark.parametrize("header", ["sec-purpose", "purpose"])
def test_a_page_fetched_in_advance_was_not_looked_at(as_, ben, thing, follow, header):
    as_(ben).get(place_of(thing), headers={header: "prefetch;prerender"})
    assert not is_seen(follow)


def test_asking_for_the_head_alone_is_not_looking(as_, ben, thing, follow):
    as_(ben).head(place_of(thing))
    assert not is_seen(follow)


def test_others_who_look_change_nothing(as_, nia, thing, follow):
    following.follow(nia, thing)
    for reader in (None, nia):
        as_(reader).get(place_of(thing))
    assert not is_seen(follow)


def test_what_is_muted_or_left_is_not_noted(as_, ben, thing, follow):
    for act in (following.mute, following.unfollow):
        act(ben, thing)
        as_(ben).get(place_of(thing))
        assert not is_seen(follow)


def test_the_control_costs_one_question_of_the_database(as_, ben, nia, thing, follow):
    def asked(member):
        browser = as_(member)
        browser.get(place_of(thing))
        with CaptureQueriesContext(connection) as queries:
            browser.get(place_of(thing))
        # The list of topics asks for what is muted, a topic for whom of its authors one follows: not the control's questions.
        about = [query["sql"] for query in queries if '"follows_follow' in query["sql"]]
        return len([sql for sql in about if " OR " not in sql and '"person_id" IN' not in sql])

    assert asked(ben) == 1
    assert asked(nia) == 1
