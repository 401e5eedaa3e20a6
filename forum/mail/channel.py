"""Notifying by mail: a delivery waits in the queue, and is not sent if the member reads the post on the site first."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.follows.models import AT_ONCE, Follow, Level
from forum.mail.delaying import choose_reasons, due_at
from forum.notifications.channels import Channel, MemberReasons, Reason
from forum.notifications.kinds import Kind
from forum.notifications.models import Delivery
from forum.posts.models import Post

State = Delivery.State


class MailChannel(Channel):
    name = Channel.MAIL
    label = _("Email")

    def reaches(self, member: User, reason: Reason) -> bool:
        return member.may_be_mailed and (reason.follow is None or reason.follow.is_at(*AT_ONCE))

    def deliver(self, post: Post, reasons: MemberReasons, visitors: Sequence[Follow] = ()) -> list[Delivery]:
        """Visitors get every post, and no other mail."""
        due = {"channel": self.name, "due_at": due_at(post.created_at)}
        mails = [
            Delivery(post=post, member_id=member, kind=kind.name, follow=follow, **due)
            for member, (kind, follow) in choose_reasons(post.topic_id, reasons).items()
        ]
        return mails + [
            Delivery(post=post, address=follow.address, kind="reply", follow=follow, **due)
            for follow in visitors
            if follow.is_at(Level.EVERY)
        ]

    def deliver_edit(
        self, post: Post, reasons: MemberReasons, earlier: Mapping[int, Delivery]
    ) -> list[Delivery]:
        chosen = choose_reasons(post.topic_id, reasons)
        mails = [
            about_edit(post, member, reason.kind, earlier.get(member)) for member, reason in chosen.items()
        ]
        return [mail for mail in mails if mail is not None]

    def deliver_single(self, member: User, delivery: Delivery) -> None:
        Delivery.objects.filter(pk=delivery.pk).update(due_at=due_at(timezone.now()))


def about_edit(post: Post, member_id: int, kind: Kind, earlier: Delivery | None) -> Delivery | None:
    """Return a mail that the edited post addresses its reader; None if a mail about the post says so already.

    A waiting mail takes on the new reason; one that has gone out is followed by another.
    """
    now = timezone.now()
    # From now on it is about the edit: who has read the post before has not read that.
    fields: dict[str, Any] = {"kind": kind.name, "created_at": now, "detail": {"revision": post.revision}}
    due = {"due_at": due_at(post.edited_at or now)}
    if earlier is None:
        return Delivery(post=post, member_id=member_id, channel=Channel.MAIL, **fields, **due)
    fields["follow"] = None
    rows = Delivery.objects.filter(pk=earlier.pk)
    waiting = rows.filter(state=State.WAITING)
    anew = {"state": State.WAITING, "attempts": 0, "error": "", "done_at": None, "counted_on": None}
    if rows.filter(state=State.OVERFLOW).update(**fields):
        return None
    if waiting.filter(attempts=0).update(**fields, **due):
        return None
    if waiting.update(**fields):
        return None  # the mail server has made it wait already
    # One that is being sent this very moment is the mail about it.
    rows.exclude(state=State.SENDING).update(**fields, **anew, **due)
    return None
