"""The email that invites somebody. It goes to a stranger, so a member's words in it must not advertise anything."""

import re

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from forum.mail import account_mail
from forum.mail.paragraphs import in_sentence, one_line
from forum.sign_up.models import Invitation
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

# What a mail program could make a link of, or a reader take for an address.
LIKE_A_LINK = re.compile(r"[:/@\\]|www|\w\.\w|\d{5}", re.IGNORECASE)


def speakable_name(member: User) -> str:
    """Their name for a stranger's letter-box; where it looks like a link, the username, or no name at all."""
    for name in (member.name, member.username):
        if not LIKE_A_LINK.search(one_line(name)):
            return in_sentence(name)
    return _("A member")


def send(invitation: Invitation) -> None:
    forum = one_line(SiteSettings.current().name)
    until = date_format(localtime(invitation.expires_at), "DATE_FORMAT")
    paragraphs = (
        _("%(member)s invites you to join %(forum)s.")
        % {"member": speakable_name(invitation.by), "forum": forum},
        f"{_('Open the invitation:')}\n{absolute(reverse('invitation', args=[invitation.key]))}",
        _("It works once, until %(day)s.") % {"day": until},
        _(
            "If you don’t know what this is about, ignore this email. Your address is kept with the invitation alone."
        ),
    )
    subject = _("An invitation to %(forum)s") % {"forum": forum}
    account_mail.queue(invitation.address, "helped", {"subject": subject, "paragraphs": paragraphs})
