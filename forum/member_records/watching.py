"""Watched members: their posts and edits are listed in the queue, or wait there before others see them."""

from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.database.prepared_queries import MOMENT, PreparedQuery, stand_ins
from forum.member_records.models import Watch, WatchedPost
from forum.posts.approval import BY_MODERATOR, Evidence, Reason, Spared, Writing
from forum.posts.models import Post


def watch_of(member: User) -> Watch | None:
    """The running watch; asked once for each object that stands for the member."""
    kept = member.__dict__
    if "running_watch" not in kept:
        kept["running_watch"] = Watch.objects.running().filter(member=member).first()
    watch: Watch | None = kept["running_watch"]
    return watch


def watch(by: User, member: User, reason: str, until: datetime | None, *, is_holding: bool) -> None:
    """The caller has locked the member's row."""
    said = {"by": by, "reason": reason, "until": until, "is_holding": is_holding, "since": timezone.now()}
    Watch.objects.update_or_create(member=member, defaults=said)


def end_watch(member: User) -> None:
    Watch.objects.filter(member=member).delete()


def judge(writing: Writing) -> Evidence | None:
    return {} if _holding().rows([writing.author.pk, timezone.now()]) else None


@cache
def _holding() -> PreparedQuery:
    [member_id] = stand_ins(1)
    watches = Watch.objects.running(MOMENT).filter(member=member_id, is_holding=True)
    return PreparedQuery(watches.values_list("pk"), [member_id, MOMENT])


WATCHED = Reason(
    name="watched",
    words=lambda evidence: _("What this member writes waits: a moderator has said so."),
    author_words=lambda evidence: _("What you write waits for approval for now: a moderator has said so."),
    judge=judge,
    held_by=BY_MODERATOR,
    spares=Spared.NOBODY,
    of_edits=True,
    is_under_lock=True,
)


def list_published(*, post_id: int, **_facts: Any) -> None:
    """A new post: if its author is watched, moderators look at it."""
    list_post(post_id, is_edit=False)


def list_several(jobs: list[dict[str, Any]]) -> None:
    """The same for several new posts."""
    ids = {job["post_id"] for job in jobs}
    watched = Post.objects.filter(pk__in=ids, author__in=Watch.objects.running().values("member"))
    for post_id in watched.values_list("pk", flat=True):
        list_post(post_id, is_edit=False)


def list_edited(*, post_id: int, by: int = 0, **_facts: Any) -> None:
    if Post.objects.filter(pk=post_id, author=by).exists():
        list_post(post_id, is_edit=True)


def list_post(post_id: int, *, is_edit: bool) -> None:
    post = Post.objects.filter(pk=post_id, author__in=Watch.objects.running().values("member")).first()
    if post is None:
        return
    seen_anew = {"at": timezone.now(), "is_edit": is_edit, "seen_at": None, "seen_by": None}
    WatchedPost.objects.update_or_create(post=post, defaults=seen_anew)
