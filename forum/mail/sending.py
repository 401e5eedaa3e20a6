"""Sending what waits: claim some mails, check and build each, hand it to the mail server, settle it.

A mail is sent twice only if the worker is killed after the server's yes and before our note of it.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from forum.database.prepared_queries import PreparedJoins, stand_ins
from forum.jobs.queue import pause_after, storable
from forum.mail import account_mail, suppressed_addresses
from forum.mail.composing import compose_mail
from forum.mail.daily_limit import overflow_of, within_limit
from forum.mail.delaying import release_next
from forum.mail.mail_server import Backoff, Cause, Connection, Refusal, refusal_of
from forum.mail.models import SuppressedAddress
from forum.mail.send_checks import NotSent
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery

logger = logging.getLogger(__name__)

BATCH = 20  # claimed at once, of a server that is quick
ROUND = 2.0  # seconds of sending before other work has its turn
COMPOSING_ATTEMPTS = 10  # at a mail that cannot be made

State = Delivery.State


class Trouble(Exception):
    """No mail can be handed over now; the argument says why, in the server's words."""


class Sender:
    """Sends waiting mail. A worker keeps one as long as it runs, because it remembers the server's trouble."""

    def __init__(self) -> None:
        self.backoff = Backoff()
        self.seconds_per_mail = 0.0

    def send_due(self, is_stopped: Callable[[], bool] = lambda: False) -> int:
        """Send waiting mail for a while; return how many were dealt with, one way or another."""
        if self.backoff.is_on():
            return 0
        claimed = self.claim()
        if not claimed:
            return 0
        total, server = 0, Connection()
        try:
            server.open()
            until = time.monotonic() + ROUND
            while claimed:
                count = self.send_all(claimed, server, lambda: is_stopped() or time.monotonic() > until)
                total += count
                goes_on = count == len(claimed) and time.monotonic() < until and not is_stopped()
                claimed = self.claim() if goes_on else []
        except (OSError, smtplib.SMTPException) as error:
            self._leave_server_alone(claimed, refusal_of(error).sentence)
        finally:
            server.close()
        return total

    def claim(self) -> list[Delivery]:
        """Claim some mails for this worker."""
        # What a slow worker holds no other one can send, and a kill makes it wait until it counts as abandoned.
        size = max(1, min(BATCH, int(ROUND / max(self.seconds_per_mail, 0.01))))
        while claimed := Delivery.objects.filter(channel=Channel.MAIL).claim(size):
            if allowed := within_limit(claimed):
                return allowed
        return []

    def send_all(self, claimed: Sequence[Delivery], server: Connection, is_over: Callable[[], bool]) -> int:
        """Send these in their order; return how many were dealt with. The others are given back."""
        for place, delivery in enumerate(claimed):
            if is_over():
                for untried in claimed[place:]:
                    untried.settle(State.WAITING)
                return place
            try:
                self._send(delivery, server)
            except Trouble as trouble:
                self._leave_server_alone(claimed[place + 1 :], str(trouble))
                return place
        return len(claimed)

    def _send(self, delivery: Delivery, server: Connection) -> None:
        """Send one mail, or note why not. Raise Trouble if no other could be sent either."""
        # What waited its turn in a slow worker's hands may have been taken over by another.
        if not delivery.begin():
            return
        mail = mail_to_send(delivery)
        if mail is None:
            return
        began = time.monotonic()
        try:
            server.send(mail)
        except (OSError, smtplib.SMTPException) as error:
            self._note_refusal(delivery, refusal_of(error), mail.to[0])
        else:
            self.backoff.end()
            self.seconds_per_mail = time.monotonic() - began
            finish(delivery, State.SENT)

    def _note_refusal(self, delivery: Delivery, refusal: Refusal, address: str) -> None:
        """Raise Trouble if the mail was not refused for what it is."""
        error = refusal.sentence
        if refusal.cause is Cause.SERVER:
            if refusal.may_be_this_mail:
                # Perhaps it is this very mail that the server chokes on, so it alone uses up a try and goes last.
                delivery.postpone(error)
            else:
                due = timezone.now() + timedelta(seconds=self.backoff.pause)
                delivery.settle(State.WAITING, error=error, attempts=delivery.attempts - 1, due_at=due)
            raise Trouble(error)
        if refusal.cause is Cause.ADDRESS:
            suppressed_addresses.report(address, SuppressedAddress.Reason.BOUNCE, storable(error))
            delivery.finish(State.FAILED, error)
            return
        logger.info("mail: %s was not taken at attempt %s: %s", delivery, delivery.attempts, error)
        words = delivery.detail
        if refusal.cause is Cause.TEMPORARY:
            delivery.postpone(error)
        else:
            delivery.finish(State.FAILED, error)
        if self.backoff.note_refusal(delivery.pk, words):
            revive(self.backoff.refused)
            raise Trouble(error)

    def _leave_server_alone(self, claimed: Sequence[Delivery], error: str) -> None:
        """Try no mail for a while, and put off these until then."""
        pause = self.backoff.begin()
        logger.warning("mail: %s; trying again in %d s", error, pause)
        due = timezone.now() + timedelta(seconds=pause)
        for delivery in claimed:
            delivery.settle(State.WAITING, error=error, due_at=due)


def mail_to_send(delivery: Delivery) -> EmailMessage | None:
    """Return the mail; None if it is not to be sent, which is noted."""
    current = _read_anew(delivery)
    if current is None:
        return None
    try:
        return compose_mail(current)
    except NotSent as reason:
        skip(delivery, current, reason)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Whatever went wrong belongs to this mail alone: it waits, the others go on.
        logger.warning("mail: %s failed at attempt %s: %r", delivery, delivery.attempts, error)
        delivery.postpone(f"{type(error).__name__}: {error}", COMPOSING_ATTEMPTS)
    return None


def _read_anew(delivery: Delivery) -> Delivery | None:
    """Read the delivery again with its recipient and follow: much may have changed since it was claimed.

    Return None if it is gone: an account was closed, or a visitor's follow stopped.
    """
    return _whole_delivery().first([delivery.pk])


@cache
def _whole_delivery() -> PreparedJoins[Delivery]:
    numbers = stand_ins(1)
    rows = Delivery.objects.select_related(
        "member__notification_preference", "follow__topic", "follow__board", "follow__tag", "follow__person"
    )
    return PreparedJoins(rows.filter(pk=numbers[0]), numbers)


@transaction.atomic
def skip(claimed: Delivery, current: Delivery, reason: NotSent) -> None:
    """Note that it was not sent, on purpose; it holds back no other mail."""
    finish(claimed, State.SKIPPED, str(reason))
    release_next(current, is_gone=reason.is_gone)


def finish(delivery: Delivery, state: str, error: str = "") -> None:
    """Note that it has gone out, or that it was skipped."""
    if delivery.kind == "overflow":
        overflow_of(delivery).update(state=state, done_at=timezone.now())
    is_mine = delivery.finish(state, error)
    if is_mine and delivery.kind == account_mail.KIND:
        Delivery.objects.filter(pk=delivery.pk).delete()


def revive(mails: Mapping[int, dict[str, Any]]) -> None:
    """Try these again, with growing pauses: they were refused by a server in trouble, not for what they are."""
    for row in Delivery.objects.filter(pk__in=mails, state=State.FAILED, attempts__lt=Delivery.ATTEMPTS):
        due = timezone.now() + pause_after(row.attempts)
        Delivery.objects.filter(pk=row.pk, state=State.FAILED).update(
            state=State.WAITING, done_at=None, due_at=due, detail=mails[row.pk]
        )
