"""Sending what waits: claim a handful, look at each again, hand it to the mail server, mark it.

What a killed worker had in hand is claimed anew after a while. A mail is sent twice only where the kill fell between
the server's yes and our note of it, which nobody can close.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.follows.models import Rhythm
from forum.notices.letters import Skip
from forum.notices.making import letter_for
from forum.notices.models import Channel, Delivery, FanOut
from forum.notices.telling import let_first_through

logger = logging.getLogger(__name__)

BATCH = 20  # claimed at once; a kill makes these wait until they count as abandoned
ROUND = 2.0  # seconds of sending before other work has its turn
ABANDONED_AFTER = timedelta(minutes=3)
ATTEMPTS = 10
KEPT_FOR = timedelta(days=30)
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds in which a server that is down is left alone

State = Delivery.State


class Rest:
    """A mail server that does not answer is left alone, longer each time, and nobody's mail uses up a try for it."""

    def __init__(self):
        self.until, self.pause = 0.0, FIRST_PAUSE

    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> float:
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.until = time.monotonic() + pause
        return pause

    def end(self) -> None:
        self.until, self.pause = 0.0, FIRST_PAUSE


rest = Rest()


def send_due(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Send waiting mail for a while; answer how many were dealt with, one way or another."""
    dealt, until = 0, time.monotonic() + ROUND
    if rest.is_on():
        return 0
    claimed = claim()
    if not claimed:
        return 0
    server = get_connection()
    try:
        server.open()
        while claimed:
            done = send_all(claimed, server, is_stopped)
            dealt += done
            if done < len(claimed) or is_stopped() or time.monotonic() > until:
                break
            claimed = claim()
    except (OSError, smtplib.SMTPException) as error:
        hold(claimed, error)
    finally:
        close_quietly(server)
    return dealt


def claim() -> list[Delivery]:
    """Take some mails for this worker: those that are due, and those that a killed worker left."""
    now = timezone.now()
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    for queue in (
        mails.filter(state=State.WAITING, due_at__lte=now),
        mails.filter(state=State.SENDING, claimed_at__lt=now - ABANDONED_AFTER),
    ):
        # The look before costs no lock, so an idle worker never holds up somebody who posts.
        if queue.exists() and (taken := _taken(queue.order_by("due_at", "pk"), now)):
            return taken
    return []


@transaction.atomic
def _taken(queue: QuerySet[Delivery], now) -> list[Delivery]:
    if connection.features.has_select_for_update_skip_locked:
        queue = queue.select_for_update(skip_locked=True, of=("self",))
    taken = list(queue[:BATCH])
    Delivery.objects.filter(pk__in=[row.pk for row in taken]).update(
        state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    for row in taken:
        row.state, row.claimed_at, row.attempts = State.SENDING, now, row.attempts + 1
    return taken


def send_all(claimed: list[Delivery], server, is_stopped: Callable[[], bool]) -> int:
    """Send these in their order; answer how many were dealt with. What was not is given back."""
    for place, delivery in enumerate(claimed):
        if is_stopped():
            give_back(claimed[place:])
            return place
        try:
            send(delivery, server)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            # Perhaps it is this very mail that the server chokes on, so it alone uses up a try.
            postpone(delivery, error)
            hold(claimed[place + 1 :], error)
            return place
    rest.end()
    return len(claimed)


def send(delivery: Delivery, server) -> None:
    """Send one mail, or say why not. Raises only where the server itself is in trouble."""
    if delivery.attempts > ATTEMPTS:
        # Its workers were killed each time; it must not kill one for ever.
        settle(delivery, State.FAILED, _("The workers that tried this were killed each time."))
        return
    try:
        server.send_messages([letter_for(as_it_stands(delivery))])
    except Skip as skip:
        settle(delivery, State.SKIPPED, str(skip))
        if delivery.follow is not None and delivery.follow.rhythm == Rhythm.FIRST:
            let_first_through(delivery.follow)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        refuse(delivery, code, words)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as answer:
        refuse(delivery, answer.smtp_code, answer.smtp_error)
    except OSError:
        raise
    except Exception as error:
        # Whatever went wrong belongs to this mail alone: it waits, the others go on.
        logger.warning("mail: %s failed at attempt %s: %r", delivery, delivery.attempts, error)
        postpone(delivery, error)
    else:
        settle(delivery, State.SENT)


def as_it_stands(delivery: Delivery) -> Delivery:
    """The delivery with whom it is for and what they follow, read anew: much may have changed since it was claimed."""
    rows = Delivery.objects.select_related(
        "member__notice_preference", "follow__topic", "follow__board", "follow__tag", "follow__person"
    )
    return rows.get(pk=delivery.pk)


def refuse(delivery: Delivery, code: int, words: bytes | str) -> None:
    """The server said no: for good where its answer begins with a 5, for now otherwise."""
    said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    if code >= 500:
        settle(delivery, State.FAILED, said)
    else:
        postpone(delivery, said)


def postpone(delivery: Delivery, error: object) -> None:
    """Try again later, each time after a longer pause, until the tries are used up."""
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if delivery.attempts >= ATTEMPTS:
        settle(delivery, State.FAILED, said)
        return
    pause = timedelta(seconds=min(5 * 3**delivery.attempts, 6 * 3600))
    settle(delivery, State.WAITING, said, due_at=timezone.now() + pause)


def settle(delivery: Delivery, state: str, error: str = "", **changes) -> None:
    # A worker that was held up may find that another one took its mail over: then the other's word counts.
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, claimed_at=delivery.claimed_at)
    if state != State.WAITING:
        changes["done_at"] = timezone.now()
    mine.update(state=state, error=storable(error), **changes)


def storable(text: str) -> str:
    # What a server says may hold anything, and PostgreSQL keeps neither NUL nor half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()[:2000]


def give_back(claimed: Iterable[Delivery], error: str = "", **changes) -> None:
    """Let go of what was not tried: it counts as no try."""
    rows = Delivery.objects.filter(pk__in=[row.pk for row in claimed], state=State.SENDING)
    rows.update(state=State.WAITING, attempts=F("attempts") - 1, error=storable(error), **changes)


def hold(claimed: list[Delivery], error: Exception) -> None:
    pause = rest.begin()
    logger.warning("mail: the server does not answer (%s); trying again in %d s", error, pause)
    said = _("The mail server does not answer: %s") % error
    give_back(claimed, said, due_at=timezone.now() + timedelta(seconds=pause))


def close_quietly(server) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        logger.debug("mail: the server was gone before we said goodbye")


def retry(deliveries: QuerySet[Delivery]) -> int:
    """Let the worker try these anew, as often as at first; answer how many there were to try."""
    idle = deliveries.filter(channel=Channel.MAIL, state__in=[State.FAILED, State.WAITING])
    return idle.update(state=State.WAITING, attempts=0, due_at=timezone.now(), done_at=None)


def forget_old() -> int:
    """Delete what was done long ago; failed mails stay until somebody has looked at them."""
    before = timezone.now() - KEPT_FOR
    # Nobody tells of a post anew after so long, so nobody needs to know how far that came.
    FanOut.objects.filter(done_at__lt=before).delete()
    deleted, _each = Delivery.objects.filter(done_at__lt=before).exclude(state=State.FAILED).delete()
    return deleted
