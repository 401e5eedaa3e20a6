"""Deleting for good what was removed: logged without a word of it, done by the worker, and undone by nobody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Reader, User
from forum.erasing import erasable
from forum.erasing.erasing_posts import blank_topic, erase_post
from forum.erasing.removal_acts import MEMBER
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import Act, Detail, Target
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

JOB = "content.erased"
BATCH = 50  # posts a job deletes before it hands on to the next
NOTHING = "nothing_to_erase"


class NothingToErase(Refusal):
    code = NOTHING
    sentence = gettext_lazy("None of this can be deleted for good now.")


def is_admin(by: Reader, thing: Model) -> bool:
    return by.is_active and by.is_superuser


def lock_row(by: User, thing: Any) -> Any:
    if not is_admin(by, thing):
        raise PermissionDenied
    return type(thing)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=thing.pk)


def number_words(detail: Detail, boards: Mapping[int, str]) -> str:
    count = detail.get("posts", 0)
    return ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}


class Erasing(Act[Any]):
    """An act whose entry names no title, and whose work a job does."""

    def log(self, by: User | None, thing: Any, *args: Any, **kwargs: Any) -> LogEntry:
        entry = super().log(by, thing, *args, **kwargs)
        if entry.detail.pop("seen", None):
            entry.save(update_fields=["detail"])
        enqueue(JOB, entry_id=entry.pk)
        return entry


def erasing(name: str, on: Target[Any], log_words: Any) -> Erasing:
    return Erasing(
        name=name,
        on=on,
        label=gettext_lazy("Delete for good"),
        restricts=False,  # its author was told when it was removed, and nobody has seen it since
        log_words=log_words,
        detail_words=number_words,
        is_for_admin=True,
    )


# Offered on a page of the admin alone, which asks for a word and a password.
ACTS = {
    "post": erasing(
        "erase",
        Target("post", "posts.change_post", is_admin, lock_row),
        gettext_lazy("deleted for good"),
    ),
    "topic": erasing(
        "erase",
        Target("topic", "topics.change_topic", is_admin, lock_row),
        gettext_lazy("deleted for good"),
    ),
    "member": erasing("erase-removed", MEMBER, gettext_lazy("deleted for good the removed posts of")),
}


@transaction.atomic
def begin(by: User, kind: str, ids: Sequence[int], reason: str) -> list[LogEntry]:
    """Log it and leave it to the worker. Raise NothingToErase if there is none, PermissionDenied if they may not."""
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied
    topics, posts = erasable.chosen(kind, ids)
    entries = []
    for thing, count in things_of(kind, ids, topics, posts):
        act = ACTS[kind]
        entries.append(act.log(by, act.on.lock(by, thing), reason, {"posts": count}))
    if not entries:
        raise NothingToErase
    return entries


def things_of(kind: str, ids: Sequence[int], topics: Any, posts: Any) -> Iterable[tuple[Any, int]]:
    """What is logged each by itself, with the number of posts that go with it."""
    if kind == "post":
        return [(post, 1) for post in posts]
    if kind == "topic":
        return [(topic, topic.posts.filter(erased_at=None).count()) for topic in topics]
    count = posts.count() + Post.objects.filter(topic__in=topics, erased_at=None).count()
    return [(member, count) for member in User.objects.filter(pk__in=ids)] if count else []


def erase_batch(*, entry_id: int, post_id: int = 0, **_others: Any) -> None:
    """Delete the next posts for this entry, and leave a job for those after them; asked again of each what may go.

    A killed worker goes on where it was: what is deleted is not there any more.
    """
    entry = LogEntry.objects.select_related("topic", "post", "member").get(pk=entry_id)
    thing = entry.thing
    if isinstance(thing, Post):
        rows = erasable.erasable_posts().filter(pk=thing.pk)
    elif isinstance(thing, Topic):
        blank([thing.pk])
        rows = left_of_topics().filter(topic=thing)
    elif isinstance(thing, User):
        topics, rows = erasable.of_closed_account(thing)
        blank(list(topics.order_by("pk").values_list("pk", flat=True)))
        rows = rows | left_of_topics().filter(author=thing, topic__author=thing)
    else:
        return
    batch = list(rows.filter(pk__gt=post_id).order_by("pk").distinct()[:BATCH])
    for post in batch:
        erase_post(post)
    if len(batch) == BATCH:
        with transaction.atomic():
            enqueue(JOB, entry_id=entry_id, post_id=batch[-1].pk)


def blank(ids: Iterable[int]) -> None:
    for pk in ids:
        with transaction.atomic():
            topic = Topic.objects.select_for_update(no_key=True).get(pk=pk)
            if erasable.erasable_topics().filter(pk=pk).exists():
                blank_topic(topic)


def left_of_topics() -> Any:
    return Post.objects.filter(topic__erased_at__isnull=False, erased_at=None)


def erase_leftovers(**_: Any) -> None:
    """Nightly: posts of deleted topics that were held by then, and are held no more."""
    for post in left_of_topics().order_by("pk").iterator(chunk_size=200):
        erase_post(post)
