"""What may be deleted for good: what was removed long enough ago, and neither the law nor an open case needs."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.appeals.models import Appeal
from forum.legal_holds.holding import held_posts
from forum.legal_holds.models import LegalHold
from forum.posts.models import Hiding, Post
from forum.reports.models import Report
from forum.site.models import SiteSettings
from forum.topics.models import Topic


def removed_before() -> datetime:
    return timezone.now() - timedelta(days=SiteSettings.current().erase_days)


def open_cases() -> list[QuerySet[Any]]:
    """Rows that name a post or a topic as such, which must be decided before it may go."""
    cases = apps.get_model("illegal_content.Case")  # beside this room
    return [cases._default_manager.filter(decided_at=None), Report.objects.filter(closed_at=None)]


def of_a_case(column: str) -> Q:
    found = Q()
    for rows in open_cases():
        found |= Q(Exists(rows.filter(**{column: OuterRef("pk")})))
    entries = Appeal.objects.filter(decided_at=None, **{f"entry__{column}": OuterRef("pk")})
    return found | Q(Exists(entries))


def erasable_posts() -> QuerySet[Post]:
    """Removed posts. Those of a removed topic go with that, and not before it.

    None of conversations, in which administrators neither see nor count anything.
    """
    due = {"removed_at__lte": removed_before(), "erased_at": None}
    removed = Post.objects.on_boards().filter(topic__removed_at=None, **due)
    return removed.exclude(hiding=Hiding.HIDDEN).exclude(held_posts()).exclude(of_a_case("post"))


def erasable_topics() -> QuerySet[Topic]:
    """Removed topics. Where one post or its author is held, all of it stays."""
    active = LegalHold.objects.active()
    held_post = Post.objects.filter(held_posts(), topic=OuterRef("pk"))
    posts_of_cases = Post.objects.filter(of_a_case("post"), topic=OuterRef("pk"))
    due = {"removed_at__lte": removed_before(), "erased_at": None}
    removed = Topic.objects.on_boards().filter(merged_at=None, **due)
    return (
        removed.exclude(pk__in=active.filter(topic__isnull=False).values("topic"))
        .exclude(author__in=active.filter(member__isnull=False).values("member"))
        .exclude(Exists(held_post))
        .exclude(Exists(posts_of_cases))
        .exclude(of_a_case("topic"))
    )


def of_closed_account(member: User) -> tuple[QuerySet[Topic], QuerySet[Post]]:
    """What may go of a closed account: removed topics that hold nothing of anybody else, and removed posts."""
    of_others = Post.objects.filter(topic=OuterRef("pk")).exclude(author=member)
    topics = erasable_topics().filter(author=member).exclude(Exists(of_others))
    posts = erasable_posts().filter(author=member)
    if member.closed_at is None:
        return topics.none(), posts.none()
    return topics, posts


def chosen(kind: str, ids: Collection[int]) -> tuple[QuerySet[Topic], QuerySet[Post]]:
    """What may go of the chosen posts, topics or closed accounts."""
    nothing = Topic.objects.none(), Post.objects.none()
    if kind == "post":
        return nothing[0], erasable_posts().filter(pk__in=ids)
    if kind == "topic":
        return erasable_topics().filter(pk__in=ids), nothing[1]
    member = User.objects.filter(pk__in=ids).first()
    return of_closed_account(member) if member else nothing
