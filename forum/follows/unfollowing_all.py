"""A member who leaves follows nothing any more, and nobody follows them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from forum.follows.models import FOLLOWABLES, Follow


def unfollow_all(member: User, addresses: Iterable[str] = ()) -> None:
    """Delete all that the member follows, mutes or has left, and every visitor's follow by these addresses of theirs.

    The cost does not grow with how much it is. The caller has locked the member and the members they follow.
    """
    theirs = Q(member=member) | Q(member=None, address__in=list(addresses))
    followed_ids = {kind: _lock_followed(kind, theirs) for kind in ("topic", "board", "tag")}
    members = Follow.objects.of_kind("person").filter(member=member)
    followed_ids["person"] = list(members.values_list("person", flat=True))
    Follow.objects.filter(theirs).delete()
    for kind, ids in followed_ids.items():
        counted: dict[str, Any] = {"follower_count": Coalesce(Subquery(_count_of_followers(kind)), 0)}
        if kind == "topic":
            counted["version"] = F("version") + 1  # visitors' pages are kept by it, and show the count
        FOLLOWABLES[kind]._default_manager.filter(pk__in=ids).update(**counted)


def remove_followers(member: User) -> None:
    """Nobody follows, mutes or has left the member. The caller has locked the member."""
    Follow.objects.filter(person=member).delete()
    User.objects.filter(pk=member.pk).update(follower_count=0)


def _lock_followed(kind: str, theirs: Q) -> list[int]:
    rows = FOLLOWABLES[kind]._default_manager.filter(
        Exists(Follow.objects.filter(theirs, **{kind: OuterRef("pk")}))
    )
    rows = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _count_of_followers(kind: str) -> QuerySet[Follow, Any]:
    active = Follow.objects.active().filter(**{kind: OuterRef("pk")}).order_by()
    counts: QuerySet[Follow, Any] = active.values(kind).annotate(n=Count("pk")).values("n")
    return counts
