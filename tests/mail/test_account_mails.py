"""Mails about an account wait in the queue like all others, before them, and leave nothing behind."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Level
from forum.jobs.running import run_due
from forum.mail import account_mail, suppressed_addresses
from forum.notifications.models import Delivery
from forum.site.models import SiteSettings
from tests.accounts.conftest import last_mail, sent_mails, sign_up
from tests.accounts.test_mail import html_of
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_mail(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.HAS_MAIL = True


def test_a_mail_server_that_is_down_holds_up_no_sign_up_and_its_mail_comes_later(
    client, with_mail, by_smtp, work, sender
):
    page = client.post(
        reverse("account_signup"),
        {"username": "zoe", "email": "zoe@example.org", "password1": PASSWORD},
        follow=True,
    ).content.decode()
    assert "We’ve emailed a link to zoe@example.org" in page
    assert "could not" not in page
    work()
    assert Delivery.objects.get().state == Delivery.State.WAITING
    by_smtp.open()
    sender.backoff.end()
    Delivery.objects.update(due_at=timezone.now())
    work()
    assert by_smtp.recipients == {"zoe@example.org": 1}


def test_nothing_of_a_mail_about_an_account_is_kept_once_it_is_out(client, with_mail):
    sign_up(client)
    assert Delivery.objects.get().detail["text"]
    assert last_mail()
    assert not Delivery.objects.exists()


def test_a_mail_about_an_account_that_fails_forgets_its_words(client, with_mail, by_smtp, work):
    by_smtp.open()
    by_smtp.sink.refused["zoe@example.org"] = "550 5.1.1 nobody"
    sign_up(client)
    work()
    row = Delivery.objects.get()
    assert (row.state, row.detail, row.address) == (Delivery.State.FAILED, {}, "zoe@example.org")
    assert suppressed_addresses.is_suppressed("zoe@example.org")
    Delivery.objects.retry()
    work()
    assert not Delivery.objects.exists()


def test_no_mail_about_an_account_is_lost_to_a_server_that_refuses_everybody(by_smtp, work, sender):
    """The row of a refused mail forgets its words, but not before it is known to be refused for what it is."""
    by_smtp.open()
    addresses = [f"m{number}@example.org" for number in range(7)]
    by_smtp.sink.refused = dict.fromkeys(addresses, "550 relaying denied")
    for address in addresses:
        account_mail.queue(address, "password_changed", {})
    work()
    assert sender.backoff.is_on()
    by_smtp.sink.refused = {}
    sender.backoff.end()
    Delivery.objects.update(due_at=timezone.now())
    work()
    assert by_smtp.recipients == dict.fromkeys(addresses, 1)
    assert not Delivery.objects.exists()


def test_a_mail_about_an_account_goes_before_what_is_told_of_posts(client, with_mail, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    EmailAddress.objects.create(user=eve, email=eve.email, verified=True, primary=True)
    say(ben, topic)
    while run_due():
        pass
    Delivery.objects.update(due_at=timezone.now())
    sign_up(client)
    assert [message.to for message in sent_mails()] == [["zoe@example.org"], ["eve@example.org"]]


def test_a_link_that_works_no_longer_is_not_sent(client, with_mail):
    sign_up(client)
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert sent_mails() == []


def test_mails_about_accounts_have_the_forums_host_and_the_foot_of_all_mails(client, with_mail, settings):
    settings.FORUM_URL = "http://forum.example.org"
    sign_up(client)
    message = last_mail().message()
    assert message["Message-ID"].endswith("@forum.example.org>")
    assert message["Date"].endswith("+0000")
    assert "\n-- \n" in last_mail().body
    for part in (last_mail().body, html_of(last_mail())):
        assert "Replies to this email aren’t read." in part
    assert html_of(last_mail()).count('class="button"') == 1


SENDERS = {
    "forum@example.org": "Folkmoot <forum@example.org>",
    '"My Forum, Ltd." <forum@example.org>': '"My Forum, Ltd." <forum@example.org>',
}


@pytest.mark.parametrize("address", SENDERS)
def test_the_sender_may_have_a_name_with_a_comma(address, client, with_mail, by_smtp, work, settings):
    by_smtp.open()
    settings.DEFAULT_FROM_EMAIL = address
    sign_up(client)
    work()
    [message] = by_smtp.mails()
    assert str(message["From"]) == SENDERS[address]


def test_no_header_is_folded_before_its_first_word(ben, eve, board, start, say, by_smtp, work):
    by_smtp.open()
    topic = start(ben, board, title="質問がありますけれども、どうすればいいのでしょうか" * 4)
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    work()
    [(_to, content)] = by_smtp.sink.taken
    head = content.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"^[\w-]+: *\r\n ", head, re.MULTILINE)
    assert max(map(len, head.split(b"\r\n"))) < 998


WORDS = {
    "password_reset_key": ("Reset your password for Folkmoot", "Choose a new password"),
    "email_confirmation": ("Confirm your address for Folkmoot", "Confirm your address"),
    "unknown_account": ("No account with this address on Folkmoot", "If you have no account yet, sign up"),
    "account_already_exists": ("You have an account on Folkmoot", "Sign in"),
    "password_changed": ("Your password was changed", "If it wasn’t, reset your password now"),
}


@pytest.mark.parametrize("template", WORDS)
def test_a_mail_about_an_account_says_what_it_is_and_has_one_button(template, ben):
    subject, label = WORDS[template]
    home = "http://127.0.0.1:8000"
    account_mail.queue(
        "ben@example.org",
        template,
        {
            "user": ben,
            "username": "ben",
            "password_reset_url": f"{home}/accounts/password/reset/key/x",
            "activate_url": f"{home}/accounts/confirm-email/x/",
            "timestamp": timezone.now(),
            "ip": "203.0.113.9",
            "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0",
        },
    )
    message = last_mail()
    assert message.subject == subject
    assert message.from_email.startswith("Folkmoot <")
    button = re.search(r'<a class="button" href="[^"]+">([^<]*)</a>', html_of(message))
    assert button[1] == label
    assert '"' not in message.body
    if template == "password_changed":
        assert "IP address: 203.0.113.9\nDevice: Firefox on Windows" in message.body


def test_no_mail_offers_to_sign_up_while_that_is_closed(client):
    SiteSettings.objects.create(pk=1, sign_up="closed")
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert reverse("account_signup") not in last_mail().body


def test_a_forum_without_mail_never_says_that_one_was_sent(client, ben, topic, settings):
    settings.HAS_MAIL = False
    said = "Email isn’t set up on this forum yet"
    for path in (reverse("account_reset_password"), reverse("account_reset_password_done")):
        page = client.get(path).text
        assert said in page
        assert "spam folder" not in page
    ours = {"headers": {"sec-fetch-site": "same-origin"}}
    page = client.post(
        f"{topic.get_absolute_url()}follow-by-mail/", {"address": "pat@example.net"}, **ours
    ).text
    assert said in page
    assert "We’ve emailed" not in page
