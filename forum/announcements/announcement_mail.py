from django.conf import settings
from django.utils.translation import gettext as _

from forum.announcements.announcement_notification import announcement_of
from forum.mail.composing import MailContent
from forum.mail.paragraphs import one_line
from forum.mail.send_checks import NotSent, has_read_by_bell, reachable_member
from forum.markup import mail_excerpt
from forum.notifications.models import Delivery
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

LONGEST_TEXT = 4000


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    """The announcement as it is now. Raise NotSent if it was read, taken back, or is not for them any more."""
    member = reachable_member(delivery)
    if has_read_by_bell(delivery):
        raise NotSent(_("They have read it already."))
    announcement = announcement_of(delivery.subject(), member)
    if announcement is None:
        raise NotSent(_("The announcement was taken back, or is not for this member any more."))
    context = {
        "title": one_line(announcement.title),
        "excerpt": mail_excerpt(announcement.html, home=settings.FORUM_URL, length=LONGEST_TEXT),
        "link": absolute(announcement.get_absolute_url()),
    }
    return MailContent(announcement.title, "announcement", context)
