"""Marking a member as under age: from then on nobody but staff and moderators writes to them first."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.conversations.models import MessagePreference
from forum.moderation.acts import Act, Detail
from forum.moderation.member_rules import ADMONISHED


def is_marked(member: User) -> bool:
    return MessagePreference.objects.filter(member=member, is_under_age=True).exists()


def mark(by: User, member: User, reason: str) -> Detail:
    MessagePreference.objects.update_or_create(member=member, defaults={"is_under_age": True})
    return {}


def take_mark_away(by: User, member: User, reason: str) -> Detail:
    MessagePreference.objects.filter(member=member).update(is_under_age=False)
    return {}


SAME: dict[str, Any] = {"on": ADMONISHED, "is_quick": True, "restricts": False}

mark_under_age = Act(
    name="mark-under-age",
    opposite="unmark-under-age",
    label=_("Mark as under age"),
    effect=_("Only staff and moderators can begin a conversation with them."),
    done=_("Marked as under age. Only staff and moderators can begin a conversation with them."),
    done_to_many=ngettext_lazy(
        "%(count)d member marked as under age.", "%(count)d members marked as under age.", "count"
    ),
    log_words=_("marked as under age"),
    is_due=lambda member: member.closed_at is None and not is_marked(member),
    change=mark,
    **SAME,
)
unmark_under_age = Act(
    name="unmark-under-age",
    opposite="mark-under-age",
    label=_("No longer under age"),
    done=_("No longer marked as under age."),
    done_to_many=ngettext_lazy(
        "%(count)d member no longer marked as under age.",
        "%(count)d members no longer marked as under age.",
        "count",
    ),
    log_words=_("no longer marks as under age"),
    is_due=is_marked,
    change=take_mark_away,
    **SAME,
)

ACTS = (mark_under_age, unmark_under_age)
