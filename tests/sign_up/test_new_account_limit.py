"""How many accounts come from one network in an hour. Who is invited is not counted."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model

from forum.sign_up import invitations
from forum.site.models import SiteSettings
from tests.accounts.conftest import sign_up, with_mail  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def sign_up_many(as_, clock, numbers, network=HERE, **more):
    """One every two minutes, so that no other limit is met."""
    answers = []
    for number in numbers:
        clock.shift(120)
        answers.append(sign_up(as_(**network), username=f"m{number}", email=f"m{number}@example.org", **more))
    return answers


def count():
    return get_user_model().objects.filter(username__startswith="m").count()


def test_twenty_an_hour_and_network(as_, clock):
    sign_up_many(as_, clock, range(20))
    [answer] = sign_up_many(as_, clock, [20])
    assert count() == 20
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    sign_up_many(as_, clock, [21], THERE)
    assert count() == 21
    clock.shift(3600)
    sign_up_many(as_, clock, [22])
    assert count() == 22


def test_an_invitation_is_not_counted(as_, clock, root):
    SiteSettings.current().change(inviters="members")
    invitation = invitations.make(root, uses=30, days=7)
    sign_up_many(as_, clock, range(20))
    answers = sign_up_many(as_, clock, range(20, 25), invitation=invitation.key)
    assert {answer.status_code for answer in answers} == {302}
    assert count() == 25
    invitations.revoke(invitation)
    [answer] = sign_up_many(as_, clock, [25], invitation=invitation.key)
    assert answer.status_code == 429


def test_a_form_with_faults_is_not_counted(as_, clock):
    sign_up_many(as_, clock, range(20), password="short")
    sign_up_many(as_, clock, [20])
    assert count() == 1


def test_a_taken_address_counts_like_a_free_one(as_, clock, with_mail, ada):  # noqa: F811
    def last_after(email):
        network = {"REMOTE_ADDR": f"198.51.100.{len(email)}"}
        for number in range(19):
            clock.shift(120)
            sign_up(as_(**network), username=f"{email[:3]}{number}", email=f"{email[:3]}{number}@example.org")
        clock.shift(120)
        sign_up(as_(**network), username="last", email=email)
        clock.shift(120)
        return sign_up(as_(**network), username="after", email="after@example.org").status_code

    assert last_after("ada@example.org") == last_after("nobody@example.org") == 429
