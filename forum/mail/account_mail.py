"""Mails about an account: their words are ready when they are asked for, and wait in the queue like all others.

Their links are keys to an account, so the row forgets its words as soon as the mail is out or given up.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.mail_paragraphs import paragraphs
from forum.mail.composing import Letter, Skip
from forum.notifications.models import Channel, Delivery

KIND = "account"
# Somebody sits and waits for such a mail: it goes before all that is told of posts.
AHEAD = timedelta(days=1)
# No link of theirs works longer.
LONGEST = timedelta(days=3)


def queue(address: str, subject: str, text: str) -> None:
    """Have these words sent, in the transaction of what they are about."""
    Delivery.objects.create(
        address=address,
        key=f"{KIND}:{uuid.uuid4().hex}",
        channel=Channel.MAIL,
        kind=KIND,
        due_at=timezone.now() - AHEAD,
        detail={"subject": subject, "text": text, "language": get_language() or ""},
    )


def letter(delivery: Delivery) -> Letter:
    words = delivery.detail
    if not words or delivery.created_at < timezone.now() - LONGEST:
        raise Skip(_("It is too old: its links would no longer work."))
    context = {"text": words["text"], "paragraphs": paragraphs(words["text"], settings.FORUM_URL)}
    return Letter(words["subject"], "plain", context, can_stop=False)
