"""Ringing the bell: one unread notification for a person and a matter, raised instead of repeated."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from forum.follows.models import Follow
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Notification
from forum.posts.models import Post

NAMED = 200  # characters of a title that a notification keeps


def raise_for_post(post: Post, kinds: Mapping[int, Kind]) -> dict[int, int]:
    """Tell these members, by id and each for the reason given, of a post. Unread notifications there are raised.

    Answers which notification tells whom.

    Called once for each post and member, inside the transaction that says so.
    """
    key = f"topic:{post.topic_id}"
    fields = {
        "topic_id": post.topic_id,
        "post_id": post.pk,
        "last_post_id": post.pk,
        "actor_id": post.author_id,
    }
    _make(key, kinds, fields)
    held = _held(key, kinds)
    gone = {member: kind for member, kind in kinds.items() if member not in held}
    if gone:
        # Read in this very moment: what has been read is not raised, so these get a new one.
        _make(key, gone, fields)
        held |= _held(key, gone)
    unread = Notification.objects.filter(pk__in=[pk for pk, _rank in held.values()])
    unread.update(count=F("count") + 1, actor=post.author_id, raised_at=timezone.now())
    # Reading up to the last post silences it, so an older one that is told of late does not take its place.
    unread.filter(Q(last_post=None) | Q(last_post__lt=post.pk)).update(last_post=post.pk)
    for kind in set(kinds.values()):
        weaker = [held[m][0] for m, k in kinds.items() if k is kind and m in held and held[m][1] < kind.rank]
        if weaker:
            Notification.objects.filter(pk__in=weaker).update(kind=kind.name, rank=kind.rank)
    return {member: pk for member, (pk, _rank) in held.items()}


def raise_again(post: Post, kinds: Mapping[int, Kind], told: Mapping[int, int | None]) -> dict[int, int]:
    """Tell these members that a post speaks to them of which they know already, by the notifications `told`.

    Answers which notification tells whom from now on.
    """
    unread = Notification.objects.select_for_update(no_key=True).filter(
        pk__in=[pk for pk in told.values() if pk], read_at=None
    )
    notifications: dict[int, int] = {}
    for row in unread.order_by("pk"):
        kind = kinds[row.member_id]
        row.kind, row.rank = max((row.kind, row.rank), (kind.name, kind.rank), key=lambda pair: pair[1])
        row.actor_id, row.raised_at = post.author_id, timezone.now()
        row.save(update_fields=["kind", "rank", "actor", "raised_at"])
        notifications[row.member_id] = row.pk
    anew = {member: kind for member, kind in kinds.items() if member not in notifications}
    return notifications | (raise_for_post(post, anew) if anew else {})


def _make(key: str, kinds: Mapping[int, Kind], fields: dict) -> None:
    Notification.objects.bulk_create(
        (
            Notification(member_id=member, kind=kind.name, rank=kind.rank, key=key, **fields)
            for member, kind in sorted(kinds.items())
        ),
        ignore_conflicts=True,
    )


def _held(key: str, kinds: Mapping[int, Kind]) -> dict[int, tuple[int, int]]:
    rows = Notification.objects.select_for_update(no_key=True).filter(
        member__in=list(kinds), key=key, read_at=None
    )
    return {
        member: (pk, rank) for pk, member, rank in rows.order_by("pk").values_list("pk", "member_id", "rank")
    }


@transaction.atomic
def raise_one(member, kind: Kind, key: str, **fields) -> int | None:
    """Tell one member of something that is no post; answer which notification says so."""
    members = {member.pk: kind}
    for _try in range(2):
        _make(key, members, fields)
        if held := _held(key, members):
            [(pk, _rank)] = held.values()
            Notification.objects.filter(pk=pk).update(
                count=F("count") + 1, raised_at=timezone.now(), **fields
            )
            return pk
    return None


def raise_followed(follow: Follow) -> int | None:
    """Tell a member that somebody follows them; by name, unless that one does not want to be shown."""
    actor = follow.member_id if follow.is_shown else None
    return raise_one(follow.person, KINDS["followed"], "followed", actor_id=actor)


def raise_security(member, event: str) -> None:
    """Tell a member what changed about how they sign in. Each change is a notification of its own."""
    raise_one(member, KINDS["security"], f"security:{uuid.uuid4().hex}", detail={"event": event})


def raise_moderated(author, topic, detail: dict) -> int | None:
    """Tell an author what a moderator did to their post or topic. Keeps its title: they may see it no more."""
    return raise_one(
        author,
        KINDS["moderated"],
        f"moderated:{topic.pk}",
        topic_id=topic.pk,
        post_id=detail["post"],
        detail={name: detail[name] for name in ("act", "title", "whole")},
    )
