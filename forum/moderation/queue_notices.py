"""Telling moderators of what they were given, and once a day of what waits for more than a day."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.jobs.running import keep_claim
from forum.moderation.log import moderates_anything
from forum.moderation.queue import LATE, TABLE, waiting_for
from forum.notifications.kinds import Kind
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject, Withdrawn


def link_to_queue(subject: Subject, reader: User) -> Link:
    return Link(reverse("moderate"), _("See what there is to do"))


def still_late(subject: Subject, member: User) -> Subject:
    """Return the subject. Raise Withdrawn if nothing waits that long any more."""
    if not has_late_items(member):
        raise Withdrawn(_("Nothing waits any more."))
    return subject


GIVEN_TO_ME = Kind(
    "queue_given",
    73,
    group="moderation",
    label=gettext_lazy("A moderator gives me something to do"),
    text=gettext_lazy("%(who)s gives you something to look at"),
    link=link_to_queue,
    why=gettext_lazy("You’re receiving this because you’re a moderator."),
    emails_on=gettext_lazy("Emails about what you’re given to do are on."),
    emails_off=gettext_lazy("Emails about what you’re given to do are off."),
    channels={"bell": True, "mail": False},
    icon="shield",
    has_post=False,
)
LATE_ITEMS = Kind(
    "queue_late",
    69,
    group="moderation",
    label=gettext_lazy("Something waits for moderators for more than a day"),
    text=gettext_lazy("Something has been waiting for a moderator for more than a day"),
    link=link_to_queue,
    why=gettext_lazy("You’re receiving this because you’re a moderator."),
    emails_on=gettext_lazy("Emails about what waits for more than a day are on."),
    emails_off=gettext_lazy("Emails about what waits for more than a day are off."),
    refresh=still_late,
    icon="shield",
    has_post=False,
)


def tell_given(*, source: str, item: int, member_id: int, by_id: int, **_facts: Any) -> None:
    member, by = active_member(member_id), User.objects.filter(pk=by_id).first()
    if member is None or source not in TABLE or not TABLE[source].open_to(member).filter(pk=item).exists():
        return
    key = f"given:{source}:{item}:{timezone.now():%Y%m%d%H%M%S}"
    notify_member(member, GIVEN_TO_ME.name, key, matter=f"given:{source}:{item}", actor=by)


def has_late_items(member: User) -> bool:
    oldest = waiting_for(member).oldest
    return oldest is not None and oldest < timezone.now() - LATE


def tell_of_late_items(**_job: object) -> None:
    """Run once a day: by the key, each moderator is told once on one day."""
    today = timezone.now().date().isoformat()
    for number in User.objects.forum_staff().filter(closed_at=None).values_list("pk", flat=True):
        member = active_member(number)
        if member and not member.is_suspended and moderates_anything(member) and has_late_items(member):
            notify_member(member, LATE_ITEMS.name, f"late:{today}", matter="late")
        keep_claim()
