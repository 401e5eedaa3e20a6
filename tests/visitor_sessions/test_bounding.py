"""However many come, visitors' sessions take a bounded part of the database, and nobody else's session ends for them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from forum.follows.models import Follow
from forum.visitor_sessions import bounding
from forum.visitor_sessions.models import VisitorSession
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

CHALLENGE = "/accounts/2fa/webauthn/login/"
MOST = 10


@pytest.fixture(autouse=True)
def few(settings):
    settings.VISITOR_SESSIONS = MOST
    settings.FORUM_TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def from_elsewhere(number):
    return Client(headers={"x-forwarded-for": f"198.51.{number // 250}.{number % 250 + 1}"})


def park(topic, client, body="My words"):
    answer = client.post(f"{topic.get_absolute_url()}reply/", {"body": body, "key": "x"})
    assert answer.status_code == 303
    return client.cookies["session"].value


def begin_sign_in(client):
    assert client.get(CHALLENGE, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 200
    return client.cookies["session"].value


def is_there(key):
    return Session.objects.filter(session_key=key).exists()


def sign_in(client, name):
    return client.post("/accounts/login/", {"login": name, "password": PASSWORD})


def test_a_flood_of_texts_ends_the_oldest_and_keeps_the_newest(topic):
    keys = [park(topic, from_elsewhere(number)) for number in range(3 * MOST)]
    assert Session.objects.count() == VisitorSession.objects.count() <= MOST
    assert not is_there(keys[0])
    assert all(is_there(key) for key in keys[-MOST // 2 :])


def test_a_flood_of_sign_ins_that_begin_ends_no_text(topic):
    text = park(topic, from_elsewhere(0))
    keys = [begin_sign_in(from_elsewhere(number)) for number in range(3 * MOST)]
    assert VisitorSession.objects.filter(has_words=False).count() <= MOST
    assert is_there(text) and is_there(keys[-1]) and not is_there(keys[0])


def test_the_ways_in_that_are_only_looked_at_begin_no_session():
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert from_elsewhere(0).get(path).status_code == 200
    assert not Session.objects.exists()


def test_a_member_stays_signed_in_however_many_visitors_come(topic, ada):
    member = from_elsewhere(0)
    park(topic, member)
    sign_in(member, "ada")
    key = member.cookies["session"].value
    assert not VisitorSession.objects.exists()
    for number in range(3 * MOST):
        park(topic, from_elsewhere(number))
    assert is_there(key)
    assert "My words" in member.get(topic.get_absolute_url()).text


def test_a_session_that_has_become_a_members_is_not_ended_though_it_was_noted_as_a_visitors(topic, as_, ada):
    key = as_(ada).cookies["session"].value
    VisitorSession.objects.create(
        key=key, begun_at=timezone.now() - timedelta(minutes=1), has_words=True, size=1
    )
    for number in range(3 * MOST):
        park(topic, from_elsewhere(number))
    assert is_there(key)
    assert not VisitorSession.objects.filter(key=key).exists()


def test_what_was_begun_an_hour_ago_is_left_alone(topic):
    key = park(topic, from_elsewhere(0))
    VisitorSession.objects.update(begun_at=timezone.now() - timedelta(minutes=61))
    for number in range(3 * MOST):
        park(topic, from_elsewhere(number))
    assert is_there(key)


def test_long_texts_are_bounded_in_bytes(topic, monkeypatch):
    monkeypatch.setattr(bounding, "MEAN_SIZE", 100)
    keys = [park(topic, from_elsewhere(number), f"{number} " * 200) for number in range(MOST)]
    assert is_there(keys[-1]) and not is_there(keys[0])
    assert len(keys) > Session.objects.count() > 1


def test_writing_again_is_no_further_session(topic):
    client = from_elsewhere(0)
    for _time in range(3):
        park(topic, client)
    row = VisitorSession.objects.get()
    assert row.has_words and row.size == len(Session.objects.get().session_data)


def test_a_wish_to_follow_counts_as_words_and_is_fulfilled(topic, ada):
    client = from_elsewhere(0)
    client.post(f"{topic.get_absolute_url()}follow/")
    assert VisitorSession.objects.get().has_words
    for number in range(3 * MOST):
        begin_sign_in(from_elsewhere(number))
    sign_in(client, "ada")
    assert Follow.objects.filter(member=ada, topic=topic).exists()


def test_visitors_sessions_end_in_days_and_a_members_in_a_month(topic, as_, ada):
    begin_sign_in(from_elsewhere(0))
    challenge, now = Session.objects.get(), timezone.now()
    assert challenge.expire_date <= now + timedelta(days=1)
    text = Session.objects.get(session_key=park(topic, from_elsewhere(1)))
    assert now + timedelta(days=1) < text.expire_date <= timezone.now() + timedelta(days=2)
    member = Session.objects.get(session_key=as_(ada).cookies["session"].value)
    assert member.expire_date > now + timedelta(days=20)


def test_the_worker_deletes_what_has_expired_and_nothing_else(topic, as_, ada, monkeypatch):
    monkeypatch.setattr(bounding, "AT_ONCE", 2)
    ended = [park(topic, from_elsewhere(number)) for number in range(5)]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    VisitorSession.objects.create(
        key="gone", begun_at=timezone.now() - timedelta(days=3), has_words=True, size=1
    )
    staying, member = park(topic, from_elsewhere(9)), as_(ada).cookies["session"].value
    bounding.delete_expired()
    assert not any(is_there(key) for key in ended)
    assert is_there(staying) and is_there(member)
    assert list(VisitorSession.objects.values_list("key", flat=True)) == [staying]


def test_where_nothing_has_expired_the_worker_writes_nothing(topic, django_assert_num_queries):
    park(topic, from_elsewhere(0))
    with django_assert_num_queries(2):
        bounding.delete_expired()
