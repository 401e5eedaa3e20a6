"""Mail in a calm amount: it waits a little, and of a topic there is one until its reader returns.

A reply is mailed once until then to whoever follows at that level; a mention, a quote or an answer once to everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.follows.models import Follow, Level
from forum.mail.models import TopicMail
from forum.notifications.channels import Channel, Reason
from forum.notifications.kinds import names_of
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.topics.models import ReadMark

WAIT = timedelta(minutes=10)  # in which who is here reads it anyhow, and its author mends or takes it back


def addressed_kinds() -> list[str]:
    return names_of(lambda kind: kind.is_addressed)


def due_at(moment: datetime) -> datetime:
    """When a mail about what happened at that moment goes out."""
    return max(timezone.now(), moment + WAIT)


def choose(topic_id: int, wanted: Mapping[int, Sequence[Reason]]) -> dict[int, Reason]:
    """Of the reasons to mail each member, the strongest that is not held back until they return; none where all are.

    Called inside the transaction that writes the mails. Its rows are held, because two posts of one topic may be told
    of by two workers at once.
    """
    spoken_to = [member for member, reasons in wanted.items() if any(row is None for _kind, row in reasons)]
    addressed = _awaited_in(topic_id, spoken_to)
    awaited = _awaited_by(
        {row.pk for reasons in wanted.values() for _kind, row in reasons if row and _is_first(row)}
    )
    chosen: dict[int, Reason] = {}
    mailed: set[int] = set()
    for member, reasons in wanted.items():
        for kind, row in reasons:
            if member in addressed if row is None else row.pk in awaited:
                continue
            chosen[member] = Reason(kind, row)
            # Whoever is mailed of a topic for a better reason is not mailed of its next reply either.
            mailed |= {each.pk for _kind, each in reasons if each and _is_first(each) and row in (None, each)}
            break
    now = timezone.now()
    Follow.objects.filter(pk__in=mailed).update(mailed_at=now)
    told = [member for member in spoken_to if member in chosen and chosen[member][1] is None]
    TopicMail.objects.filter(topic=topic_id, member__in=told).update(mailed_at=now)
    return chosen


def _is_first(row: Follow | None) -> bool:
    return row is not None and row.level == Level.FIRST


def _awaited_by(ids: Iterable[int]) -> set[int]:
    """Of these follows, those that have had their one mail and whose reader has not returned since."""
    rows = Follow.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {row.pk for row in rows if row.mailed_at and (row.seen_at is None or row.seen_at <= row.mailed_at)}


def _awaited_in(topic_id: int, members: Sequence[int]) -> set[int]:
    """Of these members, those whom a post of the topic spoke to by mail and who have not returned since."""
    if not members:
        return set()
    TopicMail.objects.bulk_create(
        [TopicMail(member_id=member, topic_id=topic_id) for member in sorted(members)], ignore_conflicts=True
    )
    rows = TopicMail.objects.select_for_update(no_key=True).filter(topic=topic_id, member__in=members)
    waiting = {row.member_id: row.mailed_at for row in rows.order_by("pk") if row.mailed_at}
    return {member for member, since in waiting.items() if not has_returned(member, topic_id, since)}


def has_returned(member_id: int, topic_id: int, since: datetime) -> bool:
    """Whether a member has been in a topic, or seen at the bell what it says of it, after this moment."""
    return (
        ReadMark.objects.filter(member=member_id, topic=topic_id, read_at__gt=since).exists()
        or Notification.objects.filter(member=member_id, topic=topic_id, read_at__gt=since).exists()
        or Follow.objects.filter(member=member_id, topic=topic_id, seen_at__gt=since).exists()
    )


def let_next_through(delivery: Delivery, *, is_gone: bool) -> None:
    """This mail was not sent after all. Where its post is gone, the next one that it held back takes its place."""
    if delivery.post is None or delivery.member is None or not _is_one_of_few(delivery):
        return
    heir = heir_of(delivery) if is_gone else None
    if heir is not None and heir.post is not None:
        mail = Delivery(
            member=delivery.member,
            post=heir.post,
            channel=Channel.MAIL,
            kind=heir.kind if delivery.follow is None else delivery.kind,
            follow=delivery.follow,
            due_at=due_at(heir.post.created_at),
        )
        Delivery.objects.bulk_create([mail], ignore_conflicts=True)
    elif delivery.follow is not None:
        Follow.objects.filter(pk=delivery.follow.pk).update(mailed_at=None)
    else:
        in_topic = {"member": delivery.member, "topic": delivery.post.topic_id}
        TopicMail.objects.filter(**in_topic).update(mailed_at=None)
        Follow.objects.filter(**in_topic, level=Level.FIRST).update(mailed_at=None)


def heir_of(delivery: Delivery) -> Delivery | None:
    """What told at the bell of the next post that this mail held back; its post is not there any more."""
    if delivery.post is None or not _is_one_of_few(delivery):
        return None
    return _held_back_by(delivery, delivery.post)


def _is_one_of_few(delivery: Delivery) -> bool:
    return _is_first(delivery.follow) or (delivery.follow is None and delivery.kind in addressed_kinds())


def _held_back_by(delivery: Delivery, post: Post) -> Delivery | None:
    """The first later post of the same matter of which only the bell has told: what rang it."""
    rung = Delivery.objects.filter(member=delivery.member, channel=Channel.BELL, pk__gt=delivery.pk)
    if delivery.follow is None:
        about = Q(topic=post.topic_id)
        rung = rung.filter(kind__in=addressed_kinds())
    else:
        about = _told_by(delivery.follow)
    mailed = Delivery.objects.filter(member=delivery.member, channel=Channel.MAIL, post=OuterRef("post"))
    posts = Post.objects.heard_by(delivery.member or AnonymousUser()).filter(about)
    left = rung.filter(~Exists(mailed), post__in=posts).select_related("post__topic")
    return left.order_by("post").first()


def _told_by(follow: Follow) -> Q:
    """The posts that a follow tells of."""
    if follow.kind == "topic":
        return Q(topic=follow.topic_id)
    place = {"board": "topic__board", "tag": "topic__tags", "person": "author"}[follow.kind]
    return Q(**{place: getattr(follow, f"{follow.kind}_id")}, number=1)
