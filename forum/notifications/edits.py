"""Telling of a post once more, because an edit has made it speak to somebody: once for each person and post."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from forum.mail.pacing import SPOKEN, Reason, choose, due_at
from forum.notifications.kinds import Kind
from forum.notifications.models import Channel, Delivery
from forum.notifications.raising import raise_again
from forum.posts.models import Post

State = Delivery.State


def write_down_again(post: Post, bell: Mapping[int, Kind], mail: Mapping[int, Sequence[Reason]]) -> None:
    """Tell these members, but for those whom the post has spoken to before; a lesser reason to tell them gives way.

    Called inside the transaction in which nobody else tells of this post.
    """
    told = {
        (row.member_id, row.channel): row
        for row in Delivery.objects.filter(post=post, member__in=bell.keys() | mail.keys())
    }
    addressed = {member for (member, _channel), row in told.items() if row.kind in SPOKEN}
    rung, now = {member: kind for member, kind in bell.items() if member not in addressed}, timezone.now()
    before = {
        member: row.notification_id for (member, channel), row in told.items() if channel == Channel.BELL
    }
    notifications = raise_again(post, rung, {member: before.get(member) for member in rung})
    for member, kind in rung.items():
        done = {
            "kind": kind.name,
            "notification_id": notifications.get(member),
            "state": State.SENT,
            "done_at": now,
        }
        Delivery.objects.update_or_create(post=post, member_id=member, channel=Channel.BELL, defaults=done)
    wanted = {member: reasons for member, reasons in mail.items() if member not in addressed}
    for member, (kind, _follow) in choose(post.topic_id, wanted).items():
        _mail_again(post, member, kind, told.get((member, Channel.MAIL)))


def _mail_again(post: Post, member: int, kind: Kind, row: Delivery | None) -> None:
    """Mail it for this reason. A mail that waits names the reason; one that has gone out is followed by another."""
    now = timezone.now()
    due = due_at(post.edited_at or now)
    # From now on it is about the edit: who has read the post before has not read that.
    changes: dict[str, Any] = {"kind": kind.name, "follow": None, "created_at": now}
    changes["detail"] = {"revision": post.revision}
    if row is None:
        Delivery.objects.create(post=post, member_id=member, channel=Channel.MAIL, due_at=due, **changes)
        return
    same = Delivery.objects.filter(pk=row.pk)
    if same.filter(state=State.OVERFLOW).update(**changes):
        return
    if same.filter(state=State.WAITING, attempts=0).update(**changes, due_at=due):
        return
    if same.filter(state=State.WAITING).update(**changes):
        return  # the mail server has made it wait already
    # One that is being sent this very moment is the mail about it.
    anew = {"state": State.WAITING, "attempts": 0, "error": "", "done_at": None, "counted_on": None}
    same.exclude(state=State.SENDING).update(**changes, **anew, due_at=due)
