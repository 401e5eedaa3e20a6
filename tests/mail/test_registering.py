"""What an installed app adds to mail: a composer of its own."""

import pytest
from django.core import mail

from forum.mail import composing, post_mail
from forum.mail.models import SuppressedAddress
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from tests.mail.outgoing import send

pytestmark = pytest.mark.django_db


def invite(**detail):
    return Delivery.objects.create(
        address="guest@example.org",
        key="invitation:1",
        channel=Channel.MAIL,
        kind="invitation",
        detail=detail,
    )


def test_a_composer_of_another_app_is_asked_when_its_mail_is_sent():
    invite()
    send()
    [message] = mail.outbox
    assert (message.subject, message.to) == ("An invitation to Folkmoot", ["guest@example.org"])
    assert "Come and see us." in message.body
    assert 'href="http://127.0.0.1:8000/latest/">Visit Folkmoot</a>' in message.alternatives[0].content
    assert "List-Unsubscribe" not in message.extra_headers


def test_it_may_say_that_its_mail_is_not_sent_and_why():
    row = invite(is_withdrawn=True)
    send()
    row.refresh_from_db()
    assert (row.state, row.error) == (Delivery.State.SKIPPED, "It is withdrawn.")
    assert mail.outbox == []


def test_it_asks_the_checks_of_the_house():
    SuppressedAddress.objects.create(address="guest@example.org")
    row = invite()
    send()
    row.refresh_from_db()
    assert (row.state, row.error) == (Delivery.State.SKIPPED, "This address is blocked.")


def test_two_composers_of_one_name_are_refused():
    with pytest.raises(ValueError, match="post"):
        composing.register("post", post_mail.compose)
