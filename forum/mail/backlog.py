"""How much mail waits, since when, and why."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, Min, Q, When
from django.utils import timezone

from forum.jobs.queue import FAILED, UNFINISHED
from forum.mail.delaying import DELAY
from forum.mail.digest_kinds import single_kinds
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery


def oldest_mail_age() -> timedelta | None:
    """Return the age of the oldest mail that should have gone out; None if there is none."""
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    return mails.unfinished().filter(_is_late()).longest_wait(_begin())


def mail_backlog() -> dict[str, Any]:
    """Return how many mails have `failed` and how many are `waiting`, since when the `oldest`, and the `trouble`."""
    mails = Delivery.objects.filter(channel=Channel.MAIL, state__in=[*UNFINISHED, FAILED])
    failed, waiting = Q(state=FAILED), Q(state__in=UNFINISHED)
    counts = mails.aggregate(
        failed=Count("pk", filter=failed),
        waiting=Count("pk", filter=waiting),
        oldest=Min(_begin(), filter=waiting & _is_late()),
    )
    return counts | {"trouble": mail_trouble() if counts["waiting"] else ""}


def mail_trouble() -> str:
    """Return what the mail server said when it last delayed mail that still waits; "" if none does."""
    delayed = Delivery.objects.filter(channel=Channel.MAIL, state=Delivery.State.WAITING).exclude(error="")
    return delayed.order_by("-claimed_at").values_list("error", flat=True).first() or ""


def _is_late() -> Q:
    """Whether a mail should have gone out: those whose time has not come wait on purpose."""
    return ~Q(state=Delivery.State.WAITING, attempts=0, error="", due_at__gt=timezone.now())


def _begin() -> Case:
    due = ExpressionWrapper(F("created_at") + DELAY, DateTimeField())
    return Case(When(kind__in=single_kinds(), then=due), default=F("created_at"))
