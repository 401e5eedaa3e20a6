"""What a member is told of acts against them when signing in, and when that is refused: each with a way to appeal."""

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import User
from forum.moderation import acts
from forum.moderation.author_notification import is_told
from forum.moderation.models import LogEntry
from forum.moderation.statements import TIME_TO_APPEAL, can_be_appealed, concerns, link_by_mail, sentence_of
from forum.notifications.models import Notification

MOST = 10
LOOKED_AT = 50


class Restriction(NamedTuple):
    sentence: str
    address: str
    at: datetime


def restrictions_of(member: User) -> list[Restriction]:
    """What they can appeal against without being signed in, the newest first."""
    since = timezone.now() - TIME_TO_APPEAL
    rows = LogEntry.objects.filter(concerns(member.pk), created_at__gt=since)
    rows = rows.select_related("by", "topic", "post", "member").order_by("-pk")[:LOOKED_AT]
    told = [row for row in rows if acts.restricted(row) and can_be_appealed(row) and is_told(row, member)]
    return [Restriction(sentence_of(row), link_by_mail(row), row.created_at) for row in told[:MOST]]


def say_what_came_by_no_mail(request: HttpRequest, member: User) -> None:
    """Say on the next page what is told at the bell alone, with the way to its page."""
    quiet = [act.name for act in acts.TABLE.values() if act.restricts and not act.tells_by_mail]
    unread = Notification.objects.filter(member=member, read_at=None, detail__act__in=quiet)
    for detail in unread.order_by("pk").values_list("detail", flat=True)[:MOST]:
        entry = LogEntry.objects.filter(pk=int(detail.get("entry") or 0)).select_related("topic").first()
        if entry is None:
            continue
        address = reverse("act-notice", args=[entry.pk])
        words = _("See why, and how to appeal")
        messages.warning(request, format_html('{}. <a href="{}">{}</a>', sentence_of(entry), address, words))
