"""Sending what waits: claim a handful, look at each again, hand it to the mail server, mark it.

A mail is sent twice only where a kill falls between the server's yes and our note of it, which nobody can close.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from forum.jobs.queue import pause_after, storable
from forum.mail import account_mail, suppressed_addresses
from forum.mail.composers import letter_for
from forum.mail.composing import Gone, Skip
from forum.mail.daily_allowance import overflow_of, within
from forum.mail.models import SuppressedAddress
from forum.mail.pacing import let_next_through
from forum.mail.server_backoff import rest
from forum.mail.server_refusals import Refusal, Whose, judge
from forum.mail.smtp_connection import Line
from forum.notifications.models import Channel, Delivery, FanOut

logger = logging.getLogger(__name__)

BATCH = 20  # claimed at once, of a server that is quick
ROUND = 2.0  # seconds of sending before other work has its turn
COMPOSING_ATTEMPTS = 10  # at a mail that cannot be made

State = Delivery.State


class Trouble(Exception):
    """No mail can be handed over now; the argument says why, in the server's words."""


def send_due(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Send waiting mail for a while; answer how many were dealt with, one way or another."""
    if rest.is_on():
        return 0
    claimed = claim()
    if not claimed:
        return 0
    dealt, line = 0, Line()
    try:
        line.open()
        until = time.monotonic() + ROUND
        while claimed:
            done = send_all(claimed, line, lambda: is_stopped() or time.monotonic() > until)
            dealt += done
            claimed = (
                claim() if done == len(claimed) and time.monotonic() < until and not is_stopped() else []
            )
    except (OSError, smtplib.SMTPException) as error:
        hold(claimed, judge(error).sentence)
    finally:
        line.close()
    return dealt


def claim() -> list[Delivery]:
    """Take some mails for this worker."""
    # What a slow worker holds no other one can send, and a kill makes it wait until it counts as abandoned.
    size = max(1, min(BATCH, int(ROUND / max(rest.pace, 0.01))))
    while claimed := Delivery.objects.filter(channel=Channel.MAIL).claim(size):
        if allowed := within(claimed):
            return allowed
    return []


def send_all(claimed: Sequence[Delivery], line: Line, is_over: Callable[[], bool]) -> int:
    """Send these in their order; answer how many were dealt with. What was not is given back."""
    for place, delivery in enumerate(claimed):
        if is_over():
            for untried in claimed[place:]:
                untried.settle(State.WAITING)
            return place
        try:
            send(delivery, line)
        except Trouble as trouble:
            hold(claimed[place + 1 :], str(trouble))
            return place
    return len(claimed)


def send(delivery: Delivery, line: Line) -> None:
    """Send one mail, or say why not. Raises Trouble where no other could be sent either."""
    # What waited its turn in a slow worker's hands may have been taken over by another.
    if not delivery.begin():
        return
    letter = made(delivery)
    if letter is None:
        return
    began = time.monotonic()
    try:
        line.hand_over(letter)
    except (OSError, smtplib.SMTPException) as error:
        refuse(delivery, judge(error), letter.to[0])
    else:
        rest.end()
        rest.pace = time.monotonic() - began
        finish(delivery, State.SENT)


def made(delivery: Delivery) -> EmailMessage | None:
    """The mail; None where there is none to send, which is noted then."""
    current = as_it_stands(delivery)
    if current is None:
        return None
    try:
        return letter_for(current)
    except Skip as skip:
        pass_over(delivery, current, skip)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Whatever went wrong belongs to this mail alone: it waits, the others go on.
        logger.warning("mail: %s failed at attempt %s: %r", delivery, delivery.attempts, error)
        delivery.postpone(f"{type(error).__name__}: {error}", COMPOSING_ATTEMPTS)
    return None


def as_it_stands(delivery: Delivery) -> Delivery | None:
    """The delivery with whom it is for and what they follow, read anew: much may have changed since it was claimed.

    None where it is gone: an account was closed, or a visitor's follow stopped.
    """
    rows = Delivery.objects.select_related(
        "member__notification_preference", "follow__topic", "follow__board", "follow__tag", "follow__person"
    )
    return rows.filter(pk=delivery.pk).first()


@transaction.atomic
def pass_over(claimed: Delivery, current: Delivery, skip: Skip) -> None:
    """Not sent on purpose, so it holds back no other one."""
    finish(claimed, State.SKIPPED, str(skip))
    let_next_through(current, is_gone=isinstance(skip, Gone))


def refuse(delivery: Delivery, refusal: Refusal, address: str) -> None:
    """The mail was not taken. Raises Trouble where that is not for what it is."""
    said = refusal.sentence
    if refusal.whose is Whose.SERVER:
        if refusal.is_of_this_try:
            # Perhaps it is this very mail that the server chokes on, so it alone uses up a try and goes last.
            delivery.postpone(said)
        else:
            due = timezone.now() + timedelta(seconds=rest.pause)
            delivery.settle(State.WAITING, error=said, attempts=delivery.attempts - 1, due_at=due)
        raise Trouble(said)
    if refusal.whose is Whose.ADDRESS:
        suppressed_addresses.report(address, SuppressedAddress.Why.BOUNCE, storable(said))
        delivery.finish(State.FAILED, said)
        return
    logger.info("mail: %s was not taken at attempt %s: %s", delivery, delivery.attempts, said)
    words = delivery.detail
    if refusal.whose is Whose.LATER:
        delivery.postpone(said)
    else:
        delivery.finish(State.FAILED, said)
    if rest.note_refusal(delivery.pk, words):
        revive(rest.refused)
        raise Trouble(said)


def revive(mails: Mapping[int, dict]) -> None:
    """These were refused though nothing was wrong with them: they are tried again, with growing pauses."""
    for row in Delivery.objects.filter(pk__in=mails, state=State.FAILED, attempts__lt=Delivery.ATTEMPTS):
        due = timezone.now() + pause_after(row.attempts)
        Delivery.objects.filter(pk=row.pk, state=State.FAILED).update(
            state=State.WAITING, done_at=None, due_at=due, detail=mails[row.pk]
        )


def finish(delivery: Delivery, state: str, error: str = "") -> None:
    """Note that it has gone out, or that on purpose it will not."""
    if delivery.kind == "overflow":
        overflow_of(delivery).update(state=state, done_at=timezone.now())
    is_mine = delivery.finish(state, error)
    if is_mine and delivery.kind == account_mail.KIND:
        Delivery.objects.filter(pk=delivery.pk).delete()


def hold(claimed: Sequence[Delivery], said: str) -> None:
    """Leave the server alone for a while, and these with it."""
    pause = rest.begin()
    logger.warning("mail: %s; trying again in %d s", said, pause)
    due = timezone.now() + timedelta(seconds=pause)
    for delivery in claimed:
        delivery.settle(State.WAITING, error=said, due_at=due)


def forget_old() -> int:
    # Nobody tells of a post anew after so long, so nobody needs to know how far that came.
    FanOut.objects.filter(done_at__lt=timezone.now() - Delivery.KEPT_FOR).delete()
    # An unread notification still has to know what it tells of.
    return Delivery.objects.exclude(notification__isnull=False, notification__read_at=None).forget_old()
