from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.announcements.models import Announcement
from forum.notifications.kinds import Kind
from forum.notifications.subjects import Link, Subject


def announcement_of(subject: Subject, reader: User) -> Announcement | None:
    """Return what was announced; None if it is gone, or not for this reader any more."""
    number = str(subject.detail.get("announcement", ""))
    visible = Announcement.objects.visible_to(reader)
    return visible.filter(pk=int(number)).first() if number.isdecimal() else None


def link_to_announcement(subject: Subject, reader: User) -> Link | None:
    announcement = announcement_of(subject, reader)
    return Link(announcement.get_absolute_url(), _("Read the announcement")) if announcement else None


ANNOUNCEMENT = Kind(
    "announcement",
    75,
    label=gettext_lazy("Announcements from the forum’s team"),
    text=gettext_lazy("Announcement: %(topic)s"),
    why=gettext_lazy("You’re receiving this because this forum sends announcements to its members."),
    emails_on=gettext_lazy("Emails about announcements are on."),
    emails_off=gettext_lazy("Emails about announcements are off."),
    link=link_to_announcement,
    has_post=False,
)
