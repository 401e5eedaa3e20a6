"""Who is notified of a post, and how: each person once, by bell and at most one mail, for their strongest reason."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from forum.boards.permissions import Access, readers_of
from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.jobs.running import keep_claim
from forum.mail.pacing import Reason, choose, due_at
from forum.notifications.edits import write_down_again
from forum.notifications.kinds import BY_FOLLOW, KINDS, Kind
from forum.notifications.models import Channel, Delivery, FanOut, NotificationPreference
from forum.notifications.raising import raise_for_post
from forum.posts.models import Post
from forum.topics.models import Topic

CHUNK = 200  # follows that are worked off in one transaction
BREATH = 0.03  # seconds between two of them
AT_ONCE = (Level.EVERY, Level.FIRST)


@dataclass
class Plan:
    """Who is to be told: for what reason at the bell, and for what reasons and by which follows by mail, best first."""

    bell: dict[int, Kind] = field(default_factory=dict)
    mail: dict[int, list[Reason]] = field(default_factory=dict)

    def __bool__(self):
        return bool(self.bell or self.mail)


@dataclass(frozen=True)
class Occasion:
    """A post that people are told of, and whom it speaks to."""

    post: Post
    mentions: Sequence[str]
    quotes: Sequence[int]
    is_edit: bool = False

    @property
    def topic(self) -> Topic:
        return self.post.topic

    @cached_property
    def readers(self) -> Q:
        """Who may be told: members who see the topic and have muted nothing of it. The author is never told."""
        return selection.hearers(self.topic, self.post.author_id) & readers_of(self.topic.board_id)

    @cached_property
    def spoken_to(self) -> dict[int, Kind]:
        """The members it is addressed to, each with the strongest reason."""
        found: dict[int, Kind] = {}
        if self.post.reply_to is not None and not self.is_edit:
            found[self.post.reply_to.author_id] = KINDS["answer"]
        quoted = Post.objects.filter(pk__in=self.quotes).values_list("author_id", flat=True)
        found |= dict.fromkeys(quoted, KINDS["quote"])
        named = get_user_model().objects.filter(username__in=self.mentions).values_list("pk", flat=True)
        return found | dict.fromkeys(named, KINDS["mention"])

    @cached_property
    def follows(self) -> QuerySet[Follow]:
        """The follows that tell of this post."""
        if self.is_edit:
            return Follow.objects.none()
        telling = selection.telling_follows(self.topic, self.post.author_id, is_new_topic=self.post.is_first)
        return Follow.objects.standing().filter(telling)

    @cached_property
    def is_public(self) -> bool:
        return Access.of(AnonymousUser()).may("see", self.topic.board_id)


def tell_of_post(*, post_id: int, mentions: Iterable[str] = (), quotes: Iterable[int] = (), **_) -> None:
    """Write down who is told of a post. Killed in the middle, it goes on where it was; run again, it adds nothing."""
    occasion = occasion_of(post_id, mentions, quotes)
    while occasion is not None and tell_some(occasion):
        keep_claim()


def tell_of_edit(*, post_id: int, mentions: Iterable[str] = (), quotes: Iterable[int] = (), **_) -> None:
    """Tell those whom an edited post speaks to now and did not before, whatever they have read or been told of it."""
    occasion = occasion_of(post_id, mentions, quotes, is_edit=True)
    if occasion is None:
        return
    plan = plan_for(occasion, occasion.spoken_to)
    if plan:
        with transaction.atomic():
            progress_of(occasion)
            write_down_again(occasion.post, plan.bell, plan.mail)


def occasion_of(
    post_id: int, mentions: Iterable[str], quotes: Iterable[int], *, is_edit: bool = False
) -> Occasion | None:
    found = Post.objects.select_related("topic", "reply_to").filter(pk=post_id).first()
    if found is None or found.is_removed or found.topic.is_removed:
        return None
    return Occasion(found, list(mentions), list(quotes), is_edit)


def breathe() -> None:
    """On SQLite one writes at a time, and who waits looks only now and then: leave room for those who post."""
    if connection.vendor == "sqlite":
        time.sleep(BREATH)


def progress_of(occasion: Occasion) -> FanOut:
    """How far this post has been told, held until the transaction ends: two workers at one post take turns."""
    FanOut.objects.bulk_create([FanOut(post=occasion.post)], ignore_conflicts=True)
    return FanOut.objects.select_for_update(no_key=True).get(pk=occasion.post.pk)


def tell_some(occasion: Occasion) -> bool:
    """Tell those it speaks to, then the next followers; answer whether there may be more.

    All that is to be known is read before the transaction, which only writes: it is over in some milliseconds.
    """
    so_far = FanOut.objects.filter(pk=occasion.post.pk).first()
    if so_far and so_far.done_at:
        return False
    cursor = so_far.cursor if so_far else 0
    # Whoever began to follow after the post was written has seen it, or not wanted it.
    follows = occasion.follows.filter(created_at__lte=occasion.post.created_at)
    rows = list(follows.filter(pk__gt=cursor).order_by("pk")[:CHUNK])
    ids = {row.member_id for row in rows if row.member_id} - occasion.spoken_to.keys()
    plan = plan_for(occasion, ids if cursor else ids | occasion.spoken_to.keys())
    by_mail = [row for row in rows if row.address and row.level == Level.EVERY and occasion.is_public]
    is_last = len(rows) < CHUNK
    if is_last and not (cursor or plan or by_mail):
        return False  # nobody, and so nothing to remember
    with transaction.atomic():
        progress = progress_of(occasion)
        if progress.done_at or progress.cursor != cursor:
            return progress.done_at is None  # another worker was here meanwhile
        write_down(occasion.post, plan)
        tell_by_mail(occasion, by_mail)
        progress.cursor = rows[-1].pk if rows else cursor
        progress.done_at = timezone.now() if is_last else None
        progress.save(update_fields=["cursor", "done_at"])
    breathe()
    return not is_last


def plan_for(occasion: Occasion, ids: Iterable[int]) -> Plan:
    """Which of these members are told, for what reason and by which way, as far as they may and want to be."""
    plan, ids = Plan(), list(ids)
    if not ids:
        return plan
    post = occasion.post
    members = get_user_model().objects.filter(occasion.readers, pk__in=ids)
    if not occasion.is_edit:
        members = members.filter(~Q(selection.has_read(OuterRef("pk"), post.topic_id, post.number)))
    follows = defaultdict(list)
    for row in occasion.follows.filter(member__in=ids):
        follows[row.member_id].append(row)
    for member in members.select_related("notification_preference"):
        reasons, wants = reasons_of(occasion, member, follows[member.pk]), preference_of(member).wants
        ringing = next((kind for kind, _follow in reasons if wants(kind, Channel.BELL)), None)
        if ringing:
            plan.bell[member.pk] = ringing
        mailing = [reason for reason in reasons if goes_by_mail(reason, wants)]
        if mailing and member.may_be_mailed:
            plan.mail[member.pk] = mailing
    return plan


def preference_of(member) -> NotificationPreference:
    # The row comes with the member; most have none.
    return getattr(member, "notification_preference", None) or NotificationPreference(member=member)


def reasons_of(occasion: Occasion, member, follows: list[Follow]) -> list[Reason]:
    """Why this member is told, the strongest reason first."""
    found: list[Reason] = [(KINDS[BY_FOLLOW[row.kind]], row) for row in follows]
    if member.pk in occasion.spoken_to:
        found.append((occasion.spoken_to[member.pk], None))
    # Of two tags the one that writes at once comes first.
    return sorted(
        found, key=lambda reason: (-reason[0].rank, reason[1] is None or reason[1].level not in AT_ONCE)
    )


def goes_by_mail(reason: Reason, wants) -> bool:
    kind, follow = reason
    return wants(kind, Channel.MAIL) and (follow is None or follow.level in AT_ONCE)


def write_down(post: Post, plan: Plan) -> None:
    """Tell them, but for those who have been told of this post in the same way."""
    now = timezone.now()
    ids = plan.bell.keys() | plan.mail.keys()
    told = set(Delivery.objects.filter(post=post, member__in=ids).values_list("member_id", "channel"))
    bell = {member: kind for member, kind in plan.bell.items() if (member, Channel.BELL) not in told}
    wanted = {member: reasons for member, reasons in plan.mail.items() if (member, Channel.MAIL) not in told}
    notifications = raise_for_post(post, bell) if bell else {}
    rung = {"channel": Channel.BELL, "state": Delivery.State.SENT, "done_at": now}
    rows = [
        Delivery(
            member_id=member, post=post, kind=kind.name, notification_id=notifications.get(member), **rung
        )
        for member, kind in bell.items()
    ]
    due = {"channel": Channel.MAIL, "due_at": due_at(post.created_at)}
    rows += [
        Delivery(member_id=member, post=post, kind=kind.name, follow=follow, **due)
        for member, (kind, follow) in choose(post.topic_id, wanted).items()
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def tell_by_mail(occasion: Occasion, follows: list[Follow]) -> None:
    """Visitors who follow by mail get every post, and nothing else."""
    Delivery.objects.bulk_create(
        (
            Delivery(
                address=row.address,
                post=occasion.post,
                channel=Channel.MAIL,
                kind="reply",
                follow=row,
                due_at=due_at(occasion.post.created_at),
            )
            for row in follows
        ),
        ignore_conflicts=True,
    )
