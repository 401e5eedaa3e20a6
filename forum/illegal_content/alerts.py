"""Emails to whoever answers reports of illegal content: at once about urgent ones, and daily while one is overdue.

They hold nothing of what was reported.
"""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.illegal_content.models import Case, CaseQuerySet
from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence
from forum.mail.send_checks import NotSent, require_reachable
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

URGENT, OVERDUE = "notice-urgent", "notice-overdue"


def recipients() -> list[str]:
    """Whom the owner has named, or all administrators."""
    if named := SiteSettings.current().notices_to:
        return [named]
    admins = User.objects.filter(is_superuser=True, is_active=True, closed_at=None).exclude(email="")
    return list(admins.order_by("pk").values_list("email", flat=True))


def write_urgent(case: Case) -> None:
    """To be called in the transaction that lets it into the queue."""
    _write(URGENT, f"notice-urgent:{case.pk}", {"case": case.pk})


def write_overdue() -> None:
    """Once a day, while a case is older than the owner allows."""
    if overdue_cases().exists():
        _write(OVERDUE, f"notice-overdue:{timezone.localdate()}", {})


def overdue_cases() -> CaseQuerySet:
    limit = timedelta(hours=SiteSettings.current().notice_hours)
    return Case.objects.open().filter(opened_at__lt=timezone.now() - limit)


def _write(kind: str, key: str, detail: dict[str, int]) -> None:
    mails = [
        Delivery(address=address, key=key, channel=Channel.MAIL, kind=kind, detail=detail)
        for address in recipients()
    ]
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)


def compose_urgent(delivery: Delivery, site: SiteSettings) -> MailContent:
    require_reachable(delivery)
    case = Case.objects.open().filter(pk=delivery.detail.get("case", 0)).first()
    if case is None:
        raise NotSent(_("It’s decided already."))
    names = {"forum": in_sentence(site.name), "category": in_sentence(case.category)}
    text = _("Someone reported illegal content on %(forum)s as “%(category)s”. It’s the first in the queue.")
    subject = _("Urgent: report of illegal content on %(forum)s") % names
    return plain_content(subject, f"{text % names}\n\n{_link()}", has_unsubscribe=False)


def compose_overdue(delivery: Delivery, site: SiteSettings) -> MailContent:
    require_reachable(delivery)
    found = overdue_cases().aggregate(n=Count("pk"), oldest=Min("opened_at"))
    if not found["n"]:
        raise NotSent(_("Nothing is overdue any more."))
    words = ngettext(
        "%(count)d report of illegal content on %(forum)s is overdue, since %(time)s.",
        "%(count)d reports of illegal content on %(forum)s are overdue, the oldest since %(time)s.",
        found["n"],
    )
    since = date_format(timezone.localtime(found["oldest"]), "DATETIME_FORMAT")
    names = {"count": found["n"], "forum": in_sentence(site.name), "time": since}
    subject = _("Overdue: reports of illegal content on %(forum)s") % names
    return plain_content(subject, f"{words % names}\n\n{_link()}", has_unsubscribe=False)


def _link() -> str:
    return f"{_('Open the reports of illegal content:')}\n{absolute(reverse('moderate-illegal'))}"


def age_lines() -> str:
    """For `/readyz/`, which anybody may read: how many there are, and in seconds how old the oldest is."""
    found = Case.objects.open().aggregate(n=Count("pk"), oldest=Min("opened_at"))
    age = timezone.now() - found["oldest"] if found["oldest"] else timedelta()
    seconds = max(int(age.total_seconds()), 0)
    return f"reports of illegal content: {found['n']}\na report of illegal content waits: {seconds} s\n"
