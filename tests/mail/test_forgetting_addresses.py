"""What holds a visitor's address goes when they stop, and when an account with it is closed."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from forum.follows import following, following_by_mail
from forum.follows.models import Follow, Level
from forum.jobs.running import run_due
from forum.mail import account_mail, sending
from forum.mail.mail_server import Connection
from forum.members import closing_accounts
from forum.notifications.models import Delivery
from tests.conftest import PASSWORD
from tests.mail.visitors import ADDRESS, count

pytestmark = pytest.mark.django_db


def addresses_kept():
    return Follow.objects.filter(address=ADDRESS).count() + Delivery.objects.filter(address=ADDRESS).count()


def test_stopping_forgets_every_row_that_holds_the_address(ben, topic, confirmed, say, work):
    for state in ("sent", "failed", "waiting"):
        say(ben, topic)
        work()
        Delivery.objects.filter(address=ADDRESS, post__number=topic.posts.count()).update(state=state)
    assert addresses_kept() == 5  # the follow, the question and three posts
    following_by_mail.delete_follow(Follow.objects.get(address=ADDRESS))
    assert addresses_kept() == 0


def test_stopping_one_topic_keeps_the_other(ben, board, topic, confirmed, start):
    other = Follow.objects.create(address=ADDRESS, topic=start(ben, board, title="Other"), is_shown=False)
    following_by_mail.delete_follow(Follow.objects.get(address=ADDRESS, topic=topic))
    assert Follow.objects.get(address=ADDRESS) == other


def test_closing_the_account_with_the_same_address_stops_its_mail_too(eve, ben, topic, confirmed, say, work):
    User.objects.filter(pk=eve.pk).update(email=ADDRESS)
    eve.refresh_from_db()
    say(ben, topic)
    work()
    before = len(mail.outbox)
    closing_accounts.close(eve)
    assert addresses_kept() == 0
    assert count(topic) == 0
    say(ben, topic, "Nobody hears this.")
    work()
    assert len(mail.outbox) == before


def test_closing_an_account_that_only_claims_the_address_takes_nothing_from_its_owner(
    eve, topic, confirmed, settings
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    User.objects.filter(pk=eve.pk).update(email=ADDRESS)
    eve.refresh_from_db()
    closing_accounts.close(eve)
    assert Follow.objects.filter(address=ADDRESS).exists()


def test_closing_while_a_mail_is_in_a_workers_hands_lets_no_mail_go(ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    while run_due():
        pass
    Delivery.objects.update(due_at=timezone.now())
    claimed = sending.Sender().claim()
    closing_accounts.close(eve)
    sending.Sender().send_all(claimed, Connection(), lambda: False)
    assert mail.outbox == []


def test_mail_that_waits_while_its_reader_signs_up_still_comes(ben, topic, confirmed, say, work, as_):
    say(ben, topic, "For Pat.")
    while run_due():
        pass
    as_().post("/accounts/signup/", {"username": "pat", "email": ADDRESS, "password1": PASSWORD})
    work()
    assert [message for message in mail.outbox if "For Pat." in message.body]


def test_who_followed_unnamed_by_mail_is_not_named_as_a_member(topic, confirmed, as_):
    as_().post("/accounts/signup/", {"username": "pat", "email": ADDRESS, "password1": PASSWORD})
    assert "/u/pat/" not in as_().get(f"{topic.get_absolute_url()}followers/").text


def test_closing_an_account_forgets_account_mails_to_its_address(eve):
    account_mail.queue(eve.email, "password_changed", {})
    closing_accounts.close(eve)
    assert not Delivery.objects.exists()
