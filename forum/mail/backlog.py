"""How long the oldest thing has waited for the worker: the one number that says whether it keeps up."""

from datetime import timedelta

from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, Min, Q, When
from django.utils import timezone

from forum.mail.kinds import single_kinds
from forum.mail.pacing import WAIT
from forum.notifications.models import Channel, Delivery

OWED = [Delivery.State.WAITING, Delivery.State.SENDING]


def oldest_mail_age() -> timedelta | None:
    """The age of the oldest mail that is not sent yet; None where there is none."""
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    return mails.unfinished().filter(_is_late()).longest_wait(_since())


def mail_owed() -> dict:
    """How many mails have failed, how many wait, since when the oldest of these does, and what holds them up."""
    mails = Delivery.objects.filter(channel=Channel.MAIL, state__in=[*OWED, Delivery.State.FAILED])
    failed, waits = Q(state=Delivery.State.FAILED), Q(state__in=OWED)
    late = waits & _is_late()
    counts = mails.aggregate(
        failed=Count("pk", filter=failed),
        waiting=Count("pk", filter=waits),
        oldest=Min(_since(), filter=late),
    )
    return counts | {"trouble": mail_trouble() if counts["waiting"] else ""}


def mail_trouble() -> str:
    """What the mail server said when mail was last held up and is still; nothing where it is not."""
    held_up = Delivery.objects.filter(channel=Channel.MAIL, state=Delivery.State.WAITING).exclude(error="")
    return held_up.order_by("-claimed_at").values_list("error", flat=True).first() or ""


def _is_late() -> Q:
    """Not those whose time has not come: they wait because they are to, and no worker is behind."""
    return ~Q(state=Delivery.State.WAITING, attempts=0, error="", due_at__gt=timezone.now())


def _since() -> Case:
    due = ExpressionWrapper(F("created_at") + WAIT, DateTimeField())
    return Case(When(kind__in=single_kinds(), then=due), default=F("created_at"))
