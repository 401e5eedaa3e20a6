"""Mails about an account: written when they are asked for, and sent from the queue like all others.

Their links are keys to an account, so the words are deleted from the row once the mail is sent or given up.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import one_line
from forum.mail.send_checks import NotSent
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.site.models import SiteSettings

KIND = "account"
# Somebody sits and waits for such a mail: it goes before all that is told of posts.
AHEAD = timedelta(days=1)
# No link of theirs works longer.
LONGEST = timedelta(days=3)


def queue(address: str, template: str, context: dict[str, Any]) -> None:
    """Queue mail/account/<template>_message.txt in the caller's transaction.

    It is rendered now and sent by the worker: a mail server that is slow or down holds up
    nobody who signs up.
    """
    site = SiteSettings.current()
    context = context | {
        "email": address,
        "forum_name": one_line(site.name),
        "is_sign_up_open": site.is_sign_up_open,
        "forum_url": settings.FORUM_URL,
    }
    subject = " ".join(render_to_string(f"mail/account/{template}_subject.txt", context).split())
    text = render_to_string(f"mail/account/{template}_message.txt", context).strip()
    Delivery.objects.create(
        address=address,
        key=f"{KIND}:{uuid.uuid4().hex}",
        channel=Channel.MAIL,
        kind=KIND,
        due_at=timezone.now() - AHEAD,
        detail={"subject": subject, "text": text, "language": get_language() or ""},
    )


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    words = delivery.detail
    if not words or delivery.created_at < timezone.now() - LONGEST:
        raise NotSent(_("It’s too old: its links no longer work."))
    return plain_content(words["subject"], words["text"], has_unsubscribe=False)
