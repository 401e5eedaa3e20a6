"""I8: no job and no mail waits long without a word. A warning, for a late worker is not a broken forum."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.backups.status import is_overdue, last_backup
from forum.bookmarks.models import Bookmark
from forum.checks.faults import Fault, fault_if_any
from forum.jobs.models import Job
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery

LONG = timedelta(minutes=10)


def warnings() -> Iterator[Fault]:
    before = timezone.now() - LONG
    jobs, mails = Job.objects.all(), Delivery.objects.filter(channel=Channel.MAIL)
    yield from fault_if_any(jobs.failed(), "jobs.failed", _("background jobs that failed"))
    yield from fault_if_any(
        jobs.overdue(before),
        "jobs.waiting",
        _("background jobs that have waited for more than 10 minutes (is the worker running?)"),
    )
    yield from fault_if_any(mails.failed(), "mail.failed", _("emails that couldn’t be sent"))
    yield from fault_if_any(
        mails.overdue(before),
        "mail.waiting",
        _("emails that have waited for more than 10 minutes (is the worker running?)"),
    )
    yield from fault_if_any(
        Bookmark.objects.due(before),
        "reminders.waiting",
        _("reminders that have waited for more than 10 minutes (is the worker running?)"),
    )
    if is_overdue():
        last = last_backup()
        yield Fault("backup.overdue", _("the last backup is too old"), 1, (last.name if last else _("none"),))
