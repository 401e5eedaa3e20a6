"""A mail that is not taken: whose matter that is, and that nobody's mail dies of the server's."""

import smtplib
from collections import Counter

import pytest
from django.utils import timezone

from forum.mail import mail_server, suppressed_addresses
from forum.mail.mail_server import Cause, refusal_of
from forum.notifications.models import Delivery
from tests.mail.outgoing import mails

State = Delivery.State


@pytest.fixture
def later(work, sender):
    """later() → all pauses have passed, and the worker has worked."""

    def act():
        sender.backoff.until = 0.0
        mails().filter(state=State.WAITING).update(due_at=timezone.now())
        work()

    return act


@pytest.fixture
def waiting(ben, topic, say, followers, by_smtp):
    """waiting(8) → as many members whose mail about a reply is due, at an open mail server."""
    by_smtp.open()

    def act(size):
        members = followers(topic, size)
        say(ben, topic)
        return members

    return act


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer", ["550 account suspended", "553 5.7.1 sender not owned", "452 4.3.1 disk full"]
)
def test_a_refused_sender_costs_no_mail_its_life_and_no_try_and_the_owner_is_told(
    answer, as_, root, waiting, later, by_smtp, sender
):
    members = waiting(22)
    by_smtp.sink.to_senders = answer
    for _round in range(12):
        later()
    assert set(mails().values_list("state", "attempts")) == {(State.WAITING, 0)}
    assert mails().filter(error=f"The mail server refuses: {answer}").exists()
    assert sender.backoff.pause == mail_server.LONGEST_PAUSE
    assert answer in as_(root).get("/admin/").text
    said = as_().get("/readyz/").text
    assert "mail is held up" in said and answer not in said
    by_smtp.sink.to_senders = ""
    later()
    assert by_smtp.recipients == Counter(member.email for member in members)
    assert "held up" not in as_().get("/readyz/").text


@pytest.mark.django_db
def test_a_server_that_ends_connections_after_some_mails_gets_all_in_one_go(waiting, work, by_smtp, sender):
    members = waiting(23)
    by_smtp.sink.per_connection = 5
    work()
    assert by_smtp.recipients == Counter(member.email for member in members)
    assert not sender.backoff.is_on()


@pytest.mark.django_db
def test_a_server_that_says_421_to_everything_is_left_alone_and_loses_nothing(
    waiting, work, later, by_smtp, sender
):
    waiting(3)
    by_smtp.sink.to_senders = "421 4.3.2 shutting down"
    work()
    assert sender.backoff.is_on()
    assert mails().filter(error__contains="421 4.3.2 shutting down").exists()
    by_smtp.sink.to_senders = ""
    later()
    assert not mails().exclude(state=State.SENT).exists()


@pytest.mark.django_db
def test_a_server_that_hangs_up_without_a_word_after_some_mails_gets_all_in_one_go(
    waiting, work, by_smtp, sender
):
    members = waiting(13)
    by_smtp.sink.hangs_up_after = 4
    work()
    assert by_smtp.recipients == Counter(member.email for member in members)
    assert not sender.backoff.is_on()


@pytest.mark.django_db
def test_a_mail_over_which_the_server_breaks_off_goes_last_and_holds_up_no_other(
    waiting, work, later, by_smtp, sender
):
    waiting(3)
    by_smtp.sink.answers = ["421 4.3.0 cannot go on"]
    work()
    assert sender.backoff.is_on()
    assert sorted(mails().values_list("attempts", flat=True)) == [0, 0, 1]
    later()
    assert not mails().exclude(state=State.SENT).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["no sign-in", "no STARTTLS"])
def test_a_set_up_that_the_server_does_not_know_costs_no_mail_its_life(
    trouble, waiting, work, later, by_smtp, settings
):
    waiting(3)
    if trouble == "no sign-in":
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "forum", "secret"
    else:
        settings.EMAIL_USE_TLS = True
    for _round in range(3):
        later()
    assert set(mails().values_list("state", "attempts")) == {(State.WAITING, 0)}
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_USE_TLS = "", "", False
    later()
    assert not mails().exclude(state=State.SENT).exists()


@pytest.mark.django_db
def test_a_mail_that_is_taken_ends_the_pause(waiting, work, later, by_smtp, sender):
    waiting(2)
    by_smtp.sink.to_senders = "550 no"
    for _round in range(4):
        later()
    by_smtp.sink.to_senders = ""
    later()
    assert sender.backoff.pause == mail_server.FIRST_PAUSE


@pytest.mark.django_db
def test_a_server_without_8bitmime_takes_every_mail(ben, topic, say, waiting, work, by_smtp):
    by_smtp.sink.takes_eight_bits = False
    waiting(1)
    say(ben, topic, "Grüße, 漢字, עברית, 😀 and ½ more")
    say(ben, topic, "漢字 " * 90)
    work()
    assert not mails().exclude(state=State.SENT).exists()
    assert "Grüße, 漢字, עברית, 😀 and ½ more" in by_smtp.mails()[1].get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_an_address_that_the_server_does_not_know_gets_no_more_mail(ben, topic, say, waiting, work, by_smtp):
    gone, fine = waiting(2)
    by_smtp.sink.refused = {gone.email: "550 5.1.1 no such user"}
    work()
    assert suppressed_addresses.is_suppressed(gone.email)
    say(ben, topic)
    work()
    assert sorted(mails().filter(member=gone).values_list("state", flat=True)) == ["failed", "skipped"]
    assert by_smtp.recipients == Counter({fine.email: 2})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("550 5.2.1 mailbox disabled", State.FAILED),
        ("550 no such user", State.FAILED),
        ("550 5.7.1 spam", State.WAITING),
        ("554 5.4.5 daily quota exceeded", State.WAITING),
        ("451 4.7.1 greylisted", State.WAITING),
        ("550 5.1.8 bad sender", State.WAITING),
    ],
)
def test_another_refusal_of_a_recipient_kills_no_address(answer, state, waiting, work, by_smtp):
    [member] = waiting(1)
    by_smtp.sink.refused = {member.email: answer}
    work()
    assert mails().get().state == state
    assert not suppressed_addresses.is_suppressed(member.email)


@pytest.mark.django_db
def test_a_server_that_refuses_everybody_without_a_reason_is_left_alone(
    waiting, work, later, by_smtp, sender
):
    members = waiting(12)
    by_smtp.sink.refused = {member.email: "550 relaying denied" for member in members}
    for _round in range(3):
        later()
    assert sender.backoff.is_on() or not mails().filter(state=State.WAITING).exists()
    by_smtp.sink.refused = {}
    for _round in range(3):
        later()
    assert by_smtp.recipients == Counter(member.email for member in members)


RCPT, DATA = "rcpt", "data"


@pytest.mark.parametrize(
    ("stage", "code", "said", "whose"),
    [
        (RCPT, 550, b"5.1.1 x", Cause.ADDRESS),
        (RCPT, 550, b"5.1.10 null mx", Cause.ADDRESS),
        (RCPT, 550, b"5.1.7 sender", Cause.SERVER),
        (RCPT, 530, b"5.7.0 sign in", Cause.SERVER),
        (RCPT, 421, b"4.7.0 later", Cause.SERVER),
        (RCPT, 452, b"4.2.2 full", Cause.TEMPORARY),
        (RCPT, 550, "5.1.10 \udcff".encode("utf-8", "surrogateescape"), Cause.ADDRESS),
        (DATA, 550, b"5.1.1 x", Cause.MAIL),
        (DATA, 550, b"5.1.8 sender", Cause.SERVER),
        (DATA, 421, b"bye", Cause.SERVER),
        (DATA, 451, b"4.7.1 later", Cause.TEMPORARY),
        (DATA, 552, b"5.3.4 too big", Cause.MAIL),
        (DATA, 554, b"5.3.4 too big", Cause.MAIL),
        (DATA, 554, b"5.6.0 content", Cause.MAIL),
        (DATA, 554, b"5.7.1 policy", Cause.TEMPORARY),
        (DATA, 554, b"no", Cause.MAIL),
    ],
)
def test_it_is_told_from_the_answer_whose_matter_it_is(stage, code, said, whose):
    error = (
        smtplib.SMTPRecipientsRefused({"a@example.org": (code, said)})
        if stage == RCPT
        else smtplib.SMTPDataError(code, said)
    )
    assert refusal_of(error).cause is whose


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPSenderRefused(550, b"5.1.1 x", "a@example.org"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong"),
        smtplib.SMTPHeloError(550, b"who are you"),
        smtplib.SMTPConnectError(554, b"not you"),
        smtplib.SMTPNotSupportedError("no STARTTLS"),
        smtplib.SMTPServerDisconnected("gone"),
        TimeoutError("slow"),
        ConnectionRefusedError("no"),
    ],
)
def test_what_is_said_of_no_mail_is_the_servers_matter(error):
    assert refusal_of(error).cause is Cause.SERVER
