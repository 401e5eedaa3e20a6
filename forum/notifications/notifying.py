"""Who is notified of what: each member once by each channel, for their strongest reason.

A post concerns those it answers, quotes or mentions, and those who follow something that tells of it. Of these are
dropped: its author, who may not see it, who muted any of it, who has read it already, and who does not want it. They
are notified in batches; a worker that is killed is followed by one that goes on where it was.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.boards.group_mentions import groups_among, members_notified
from forum.database.prepared_writes import PreparedInsert
from forum.follows import selection
from forum.follows.models import Follow
from forum.jobs.running import keep_claim
from forum.notifications.channels import CHANNELS, Reason
from forum.notifications.kinds import KINDS, Kind, names_of, told_by_follow
from forum.notifications.models import Delivery, FanOut, NotificationPreference
from forum.posts.models import Post
from forum.posts.team_messages import TeamMessage
from forum.topics.models import Topic
from forum.topics.participants import team_of
from forum.topics.rules import readers_of

BATCH = 25  # follows that are worked off in one transaction
PAUSE = 0.02  # seconds between two of them
LONGEST_TITLE = 200  # that a notification keeps

# For each channel the members, and for each member why they are notified by it, the strongest reason first.
Reasons = dict[str, dict[int, list[Reason]]]


@dataclass(frozen=True)
class Audience:
    """Who may be notified of a post."""

    post: Post
    addressed: dict[int, Kind]  # the members it speaks to, each with the strongest reason
    follows: QuerySet[Follow]  # that tell of it
    # Members who see the post, are not the author, have muted nothing of it, and have not read it.
    readers: Q


def notify_of_post(post_id: int, mentions: Iterable[str] = (), quotes: Iterable[int] = (), **_: Any) -> None:
    """Notify everybody whom a new post concerns. Running it again adds nothing."""
    audience = audience_of(post_id, mentions, quotes)
    while audience is not None and notify_batch(audience):
        keep_claim()


def notify_of_posts(jobs: list[dict[str, Any]]) -> None:
    """The same for several posts. Most replies concern nobody, which one query tells of all of them."""
    addressing = {job["post_id"] for job in jobs if job.get("mentions") or job.get("quotes")}
    concerning = addressing | posts_that_concern({job["post_id"] for job in jobs} - addressing)
    for job in jobs:
        if job["post_id"] in concerning:
            notify_of_post(**job)
            keep_claim()


def posts_that_concern(ids: Collection[int]) -> set[int]:
    """Those of these posts of which somebody may have to be notified, though they name nobody.

    A reply without an answered post concerns those who follow its topic; see `selection.follows_of_post`.
    """
    followers = Follow.objects.active().filter(topic=OuterRef("topic"))
    by_others = followers.filter(Q(member=None) | ~Q(member=OuterRef("author")))
    to_team = Q(topic__moderators_of__isnull=False)  # who may all have stopped following
    concerning = Q(number=1) | Q(reply_to__isnull=False) | to_team | Exists(by_others)
    return set(Post.objects.filter(concerning, pk__in=ids).values_list("pk", flat=True)) if ids else set()


def notify_of_edit(post_id: int, mentions: Iterable[str] = (), quotes: Iterable[int] = (), **_: Any) -> None:
    """Notify those whom an edited post addresses now and did not before, even if they have read it."""
    audience = audience_of(post_id, mentions, quotes, is_edit=True)
    if audience is None:
        return
    reasons = reasons_to_notify(audience, audience.addressed)
    if any(reasons.values()):
        with transaction.atomic():
            lock_fan_out(audience.post)
            save_edit_deliveries(audience.post, reasons)


def audience_of(
    post_id: int, mentions: Iterable[str], quotes: Iterable[int], *, is_edit: bool = False
) -> Audience | None:
    mentions = list(mentions)
    post = Post.objects.select_related("topic", "author", "reply_to").filter(pk=post_id).first()
    if post is None or post.is_removed or post.topic.is_removed:
        return None
    addressed: dict[int, Kind] = {}
    if post.reply_to is not None and not is_edit:
        addressed[post.reply_to.author_id] = KINDS["answer"]
    readers = selection.notifiable_members(post.topic, post.author_id)
    readers &= readers_of(post.topic, post.number)
    if post.author.is_team:
        readers &= ~Q(pk__in=TeamMessage.objects.filter(post=post).values("written_by"))
    if groups := groups_among(mentions):
        in_groups = members_notified(groups, readers, but=post.author_id).values_list("pk", flat=True)
        addressed |= dict.fromkeys(in_groups, KINDS["group_mention"])
    quoted = Post.objects.filter(pk__in=list(quotes)).values_list("author_id", flat=True)
    addressed |= dict.fromkeys(quoted, KINDS["quote"])
    mentioned = User.objects.filter(username__in=mentions).values_list("pk", flat=True)
    addressed |= dict.fromkeys(mentioned, KINDS["mention"])
    if not is_edit and post.topic.moderators_of_id:
        addressed = dict.fromkeys(team_to_notify(post), KINDS["to_moderators"]) | addressed
    if is_edit:
        return Audience(post, addressed, Follow.objects.none(), readers)
    readers &= ~Q(selection.has_read(OuterRef("pk"), post.topic_id, post.number))
    telling = selection.follows_of_post(post.topic, post.author_id, is_new_topic=post.is_first)
    return Audience(post, addressed, Follow.objects.active().filter(telling), readers)


def team_to_notify(post: Post) -> list[int]:
    """All moderators to whom the conversation belongs, where a member writes and none of them follows it."""
    team = User.objects.filter(team_of(post.topic), closed_at=None)
    if post.author.is_team or team.filter(pk=post.author_id).exists():
        return []
    if Follow.objects.active().filter(topic=post.topic, member__in=team.values("pk")).exists():
        return []
    return list(team.values_list("pk", flat=True))


def notify_batch(audience: Audience) -> bool:
    """Notify the members it addresses, then the next followers; return whether there may be more.

    All that is to be known is read before the transaction, which only writes: it is over in some milliseconds.
    """
    post = audience.post
    fan_out = FanOut.objects.filter(pk=post.pk).first() or FanOut(post=post)
    if fan_out.done_at:
        return False
    # Whoever began to follow after the post was written has seen it, or not wanted it.
    follows = audience.follows.filter(pk__gt=fan_out.cursor, created_at__lte=post.created_at)
    batch = list(follows.order_by("pk")[:BATCH])
    members = {follow.member_id for follow in batch if follow.member_id} - audience.addressed.keys()
    if not fan_out.cursor:
        members |= audience.addressed.keys()
    reasons = reasons_to_notify(audience, members)
    # Whether these may see it is asked when the mail is sent.
    visitors = [follow for follow in batch if follow.address]
    is_last = len(batch) < BATCH
    if is_last and not (fan_out.cursor or visitors or any(reasons.values())):
        return False  # nobody, and so nothing to remember
    with transaction.atomic():
        locked = lock_fan_out(post)
        if locked.done_at or locked.cursor != fan_out.cursor:
            return True  # another worker was here meanwhile
        save_deliveries(post, reasons, visitors)
        locked.cursor = batch[-1].pk if batch else locked.cursor
        locked.done_at = timezone.now() if is_last else None
        locked.save(update_fields=["cursor", "done_at"])
    yield_sqlite_lock()
    return not is_last


def reasons_to_notify(audience: Audience, ids: Collection[int]) -> Reasons:
    """Return which of these members are notified, by which channels and why."""
    reasons: Reasons = {channel: {} for channel in CHANNELS}
    members = User.objects.filter(audience.readers, pk__in=ids).select_related("notification_preference")
    follows = defaultdict(list)
    for follow in audience.follows.filter(member__in=ids):
        follows[follow.member_id].append(Reason(told_by_follow(follow.kind, audience.post.topic), follow))
    for member in members:
        theirs = follows[member.pk]
        if member.pk in audience.addressed:
            theirs.append(Reason(audience.addressed[member.pk]))
        theirs.sort(key=lambda reason: -reason.kind.rank)
        preference = NotificationPreference.of(member)
        for name, channel in CHANNELS.items():
            by_channel = [r for r in theirs if preference.wants(r.kind, name) and channel.reaches(member, r)]
            if by_channel:
                reasons[name][member.pk] = by_channel
    return reasons


def lock_fan_out(post: Post) -> FanOut:
    """Return how far this post has come, locked until the transaction ends: two workers at one post take turns."""
    FanOut.objects.bulk_create([FanOut(post=post)], ignore_conflicts=True)
    return FanOut.objects.select_for_update(no_key=True).get(pk=post.pk)


def save_deliveries(post: Post, reasons: Reasons, visitors: Sequence[Follow]) -> None:
    """Notify them, except those who have been notified of the post by the same channel."""
    ids = {member for members in reasons.values() for member in members}
    existing = Delivery.objects.filter(post=post, member__in=ids)
    done = set(existing.values_list("member", "channel"))
    deliveries = []
    for name, channel in CHANNELS.items():
        new = {member: theirs for member, theirs in reasons[name].items() if (member, name) not in done}
        deliveries += channel.deliver(post, new, visitors)
    _insert().insert_all(deliveries)


@cache
def _insert() -> PreparedInsert[Delivery]:
    return PreparedInsert(Delivery, ignores=True)


def save_edit_deliveries(post: Post, reasons: Reasons) -> None:
    """Notify them, except those whom the post addressed before; a weaker reason is replaced."""
    ids = {member for members in reasons.values() for member in members}
    existing = list(Delivery.objects.filter(post=post, member__in=ids))
    addressed = {row.member_id for row in existing if row.kind in names_of(lambda kind: kind.is_addressed)}
    deliveries = []
    for name, channel in CHANNELS.items():
        earlier = {row.member_id: row for row in existing if row.member_id and row.channel == name}
        new = {member: theirs for member, theirs in reasons[name].items() if member not in addressed}
        deliveries += channel.deliver_edit(post, new, earlier)
    _insert().insert_all(deliveries)


def yield_sqlite_lock() -> None:
    """Pause on SQLite, where one writes at a time and waiting writers look only now and then: let others post."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


def notify_of_follow(*, follow_id: int, **_: Any) -> None:
    """Notify a member of a new follower, unless they ignore them."""
    follow = Follow.objects.active().select_related("member").filter(pk=follow_id).first()
    if follow is None or follow.person_id is None:
        return
    member = active_member(follow.person_id)
    if member is None or selection.ignores(member, follow.member):
        return
    # By the row, which outlives a stop: whoever follows and stops by turns is told of once.
    key, actor = f"followed:{follow.pk}", follow.member if follow.is_shown else None
    notify_member(member, "followed", key, matter="followed", actor=actor, follow=follow)


def notify_of_security_change(member: User, change: str, *, username: str = "") -> None:
    """Notify a member that something about how they sign in has changed. Each change is a notification of its own."""
    notify_member(member, "security", f"security:{uuid.uuid4().hex}", change=change, username=username)


def active_member(pk: int) -> User | None:
    members = User.objects.filter(closed_at=None, is_active=True, is_placeholder=False)
    return members.select_related("notification_preference").filter(pk=pk).first()


@transaction.atomic
def notify_member(
    member: User,
    kind_name: str,
    key: str,
    *,
    matter: str = "",
    topic: Topic | None = None,
    post: Post | None = None,
    actor: User | None = None,
    follow: Follow | None = None,
    title: str = "",
    only_by: Collection[str] = (),
    **detail: str,
) -> None:
    """Notify one member of something that is no post: once for each `key`, however often this is called.

    By every channel that they want, or of these `only_by` some.

    At the bell, an unread notification of the same `matter` is raised instead of adding another. It counts as long as
    the `follow` that it tells of is active. The title of the topic is kept as it is now, or as given.
    """
    kind, preference = KINDS[kind_name], NotificationPreference.of(member)
    about = {"topic": topic, "post": post, "actor": actor, "follow": follow}
    facts: dict[str, Any] = {name: thing.pk if thing else None for name, thing in about.items()}
    facts |= {"matter": matter or key, "title": (title or (topic.title if topic else ""))[:LONGEST_TITLE]}
    for name, channel in CHANNELS.items():
        if only_by and name not in only_by:
            continue
        if not (preference.wants(kind, name) and channel.reaches(member, Reason(kind))):
            continue
        delivery, is_new = Delivery.objects.get_or_create(
            member=member, key=key, channel=name, defaults={"kind": kind.name, "detail": facts | detail}
        )
        if is_new:
            channel.deliver_single(member, delivery)
