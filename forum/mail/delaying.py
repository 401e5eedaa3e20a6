"""When a mail goes out, and how many for one topic: it waits ten minutes, and until the reader returns there is one.

A reply is mailed once until then to whoever follows at that level; a mention, a quote or an answer once to everybody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.mail.models import TopicMail
from forum.notifications.channels import Channel, MemberReasons, Reason
from forum.notifications.kinds import names_of
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.topics.read_mark_rows import ReadMark

DELAY = timedelta(minutes=10)  # in which who is here reads it anyhow, and its author mends or takes it back


def addressed_kinds() -> list[str]:
    """The kinds that tell of a post which addresses the member."""
    return names_of(lambda kind: kind.is_addressed)


def due_at(moment: datetime) -> datetime:
    """Return when a mail about something of this moment goes out."""
    return max(timezone.now(), moment + DELAY)


def choose_reasons(topic_id: int, reasons_of: MemberReasons) -> dict[int, Reason]:
    """Of the reasons to mail each member, the strongest that is not held back until they return; none if all are.

    To be called inside the transaction that writes the mails. Its rows are locked, because two workers may be at two
    posts of one topic at once.
    """
    addressed = [member for member, reasons in reasons_of.items() if any(not each.follow for each in reasons)]
    first = {each.follow.pk for theirs in reasons_of.values() for each in theirs if _is_first(each.follow)}
    mailed_members, mailed_follows = _mailed_about(topic_id, addressed), _mailed_by(first)
    choice: dict[int, Reason] = {}
    used_follows: list[int] = []
    for member, reasons in reasons_of.items():
        for reason in reasons:
            is_held_back = reason.follow.pk in mailed_follows if reason.follow else member in mailed_members
            if not is_held_back:
                choice[member] = reason
                # Whoever is mailed because a post speaks to them is not mailed of the topic's next reply either.
                ended = [reason] if reason.follow else reasons
                used_follows += [each.follow.pk for each in ended if _is_first(each.follow)]
                break
    personally = [member for member, reason in choice.items() if reason.follow is None]
    Follow.objects.filter(pk__in=used_follows).update(mailed_at=timezone.now())
    TopicMail.objects.filter(topic=topic_id, member__in=personally).update(mailed_at=timezone.now())
    return choice


def _is_first(follow: Follow | None) -> TypeGuard[Follow]:
    return follow is not None and follow.is_at(Level.FIRST)


def _mailed_by(ids: set[int]) -> set[int]:
    """Return those of these follows that have had their one mail since the reader's last visit."""
    rows = Follow.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {row.pk for row in rows if row.mailed_at and (row.seen_at is None or row.seen_at <= row.mailed_at)}


def _mailed_about(topic_id: int, members: Sequence[int]) -> set[int]:
    """Return those of these members who were mailed of a post for them in the topic and have not returned since."""
    TopicMail.objects.bulk_create(
        [TopicMail(member_id=member, topic_id=topic_id) for member in sorted(members)], ignore_conflicts=True
    )
    rows = TopicMail.objects.select_for_update(no_key=True).filter(topic=topic_id, member__in=members)
    mailed = {row.member_id: row.mailed_at for row in rows.order_by("pk") if row.mailed_at}
    return {member for member, since in mailed.items() if not has_returned(member, topic_id, since)}


def has_returned(member_id: int, topic_id: int, since: datetime) -> bool:
    """Whether a member has been in a topic, or has read a notification about it, after this moment."""
    return (
        ReadMark.objects.filter(member=member_id, topic=topic_id, read_at__gt=since).exists()
        or Notification.objects.filter(member=member_id, topic=topic_id, read_at__gt=since).exists()
        or Follow.objects.filter(member=member_id, topic=topic_id, seen_at__gt=since).exists()
    )


def release_next(delivery: Delivery, *, is_gone: bool) -> None:
    """After a mail was not sent because its post is gone, let the next one that it held back take its place."""
    if delivery.post is None or delivery.member is None or not _holds_back(delivery):
        return
    after = next_after(delivery) if is_gone else None
    if after is not None and after.post is not None:
        mail = Delivery(
            member=delivery.member,
            post=after.post,
            channel=Channel.MAIL,
            kind=after.kind if delivery.follow is None else delivery.kind,
            follow=delivery.follow,
            due_at=due_at(after.post.created_at),
        )
        Delivery.objects.bulk_create([mail], ignore_conflicts=True)
    elif delivery.follow is not None:
        Follow.objects.filter(pk=delivery.follow.pk).update(mailed_at=None)
    else:
        in_topic = {"member": delivery.member, "topic": delivery.post.topic_id}
        TopicMail.objects.filter(**in_topic).update(mailed_at=None)
        Follow.objects.active([Level.FIRST]).filter(**in_topic).update(mailed_at=None)


def next_after(delivery: Delivery) -> Delivery | None:
    """Return the first later delivery by bell of a post for the same reason that was not mailed."""
    if delivery.post is None or not _holds_back(delivery):
        return None
    by_bell = Delivery.objects.filter(member=delivery.member, channel=Channel.BELL, pk__gt=delivery.pk)
    if delivery.follow is None:
        about = Q(topic=delivery.post.topic_id)
        by_bell = by_bell.filter(kind__in=addressed_kinds())
    else:
        about = selection.is_post_of(delivery.follow.kind, delivery.follow.thing_id)
    mailed = Delivery.objects.filter(member=delivery.member, channel=Channel.MAIL, post=OuterRef("post"))
    posts = Post.objects.readably_notifiable_to(delivery.member or AnonymousUser()).filter(about)
    held_back = by_bell.filter(~Exists(mailed), post__in=posts).select_related("post__topic")
    return held_back.order_by("post").first()


def _holds_back(delivery: Delivery) -> bool:
    return _is_first(delivery.follow) or (delivery.follow is None and delivery.kind in addressed_kinds())
