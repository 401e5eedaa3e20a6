"""The warning to the owners that the last backup is too old: by bell and email, once a day."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.backups.status import is_overdue
from forum.notifications.kinds import Kind
from forum.notifications.models import Delivery
from forum.notifications.notifying import notify_member
from forum.notifications.subjects import Link, Subject, Withdrawn


def link_to_backups(subject: Subject, reader: User) -> Link:
    return Link(reverse("admin:backups_backup_changelist"), _("View backups"))


def refuse_outdated(subject: Subject, member: User) -> Subject:
    """Return the subject. Raise Withdrawn if a backup was made meanwhile."""
    if not is_overdue():
        raise Withdrawn(_("A backup was made meanwhile."))
    return subject


OVERDUE = Kind(
    "backup",
    90,
    label=gettext_lazy("The last backup is too old"),
    text=gettext_lazy("The last backup of the forum is too old"),
    mail_text=gettext_lazy(
        "%(sentence)s. If the forum’s disk fails now, everything since then is lost. "
        "The list of backups says what went wrong."
    ),
    why=gettext_lazy("You’re receiving this because you’re an administrator."),
    emails_on=gettext_lazy("Emails about old backups are on."),
    emails_off=gettext_lazy("Emails about old backups are off."),
    channels={"bell": True, "mail": True},
    link=link_to_backups,
    refresh=refuse_outdated,
    icon="shield",
    has_post=False,
    is_for_owners=True,
)


def warn_owners() -> None:
    """Notify every superuser if the last backup is too old, once a day however often this is called."""
    key = f"backup:{timezone.localdate(timezone=timezone.get_default_timezone())}"
    if not is_overdue() or Delivery.objects.filter(kind=OVERDUE.name, key=key).exists():
        return
    for owner in User.objects.filter(is_superuser=True, is_active=True, closed_at=None):
        with transaction.atomic():
            notify_member(owner, OVERDUE.name, key, matter="backup")
