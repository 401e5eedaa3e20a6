"""I8: no job and no mail waits long without a word. A warning, for a late worker is not a broken forum."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.checks.faults import Fault, among
from forum.jobs.models import Job
from forum.notifications.models import Channel, Delivery

LONG = timedelta(minutes=10)


def warnings() -> Iterator[Fault]:
    failed = Job.objects.filter(state=Job.State.FAILED)
    yield from among(failed, "jobs.failed", _("background jobs that failed"))
    before = timezone.now() - LONG
    idle = Q(state=Job.State.WAITING, error="", due_at__lt=before)
    stuck = Q(state=Job.State.RUNNING, claimed_at__lt=before)
    yield from among(
        Job.objects.filter(idle | stuck),
        "jobs.waiting",
        _("background jobs that wait for more than ten minutes; does a worker run?"),
    )
    yield from mail_warnings(before)


def mail_warnings(before: datetime) -> Iterator[Fault]:
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    failed = mails.filter(state=Delivery.State.FAILED)
    yield from among(failed, "mail.failed", _("emails that could not be sent"))
    idle = Q(state=Delivery.State.WAITING, error="", due_at__lt=before)
    stuck = Q(state=Delivery.State.SENDING, claimed_at__lt=before)
    yield from among(
        mails.filter(idle | stuck),
        "mail.waiting",
        _("emails that wait for more than ten minutes; does a worker run?"),
    )
