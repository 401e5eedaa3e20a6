"""Deleting files that no post has: a day after they were sent, unless a text that is not posted yet names them."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.attachments import files
from forum.attachments.models import Attachment, AttachmentUse, delete_rows
from forum.posts.models import PendingPost

KEPT_FOR = timedelta(days=1)
BATCH = 100
# Each returns those of the keys that texts of its own name: a room above registers the texts that it keeps.
KEEPERS: list[Callable[[list[Attachment]], set[str]]] = []


def keep_for(keeper: Callable[[list[Attachment]], set[str]]) -> None:
    if keeper not in KEEPERS:
        KEEPERS.append(keeper)


def keys_of_pending_posts(attachments: Iterable[Attachment]) -> set[str]:
    return {
        attachment.key
        for attachment in attachments
        if PendingPost.objects.filter(
            author=attachment.owner_id, source__contains=f"/files/{attachment.key}/"
        ).exists()
    }


KEEPERS.append(keys_of_pending_posts)


def purge_unused() -> int:
    """Delete them, some at a time; return how many."""
    return sum(purge(batch) for batch in batches(timezone.now() - KEPT_FOR))


def batches(before: datetime) -> Iterable[list[Attachment]]:
    last = 0
    old = Attachment.objects.unused().filter(created_at__lt=before).order_by("pk")
    while batch := list(old.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield batch


def purge(batch: list[Attachment]) -> int:
    kept = {key for keeper in KEEPERS for key in keeper(batch)}
    keys = [attachment.key for attachment in batch if attachment.key not in kept]
    with transaction.atomic():
        # One that a post has come to use meanwhile stays.
        gone = Attachment.objects.unused().filter(key__in=keys)
        count = gone.count()
        names = delete_rows(Attachment.objects.filter(pk__in=list(gone.values_list("pk", flat=True))))
    files.delete_files(names)
    return count


def delete_strays() -> int:
    """Delete files that a process left behind which was killed before it wrote their row; return how many."""
    strays = []
    for folder, names in files.old_files("??", timezone.now() - KEPT_FOR):
        stored = {f"{folder}/{name.lstrip('.').partition('-')[0]}" for name in names}
        known = set(Attachment.objects.filter(stored_as__in=stored).values_list("stored_as", flat=True))
        strays += [
            f"{folder}/{name}"
            for name in names
            if name.startswith(".") or f"{folder}/{name.partition('-')[0]}" not in known
        ]
    files.delete_files(strays)
    return len(strays)


def delete(attachment: Attachment) -> None:
    with transaction.atomic():
        AttachmentUse.objects.filter(key=attachment.key, by=attachment.owner_id, is_current=False).delete()
        names = delete_rows(Attachment.objects.filter(pk=attachment.pk))
    files.delete_files(names)


def forget_unused(member: User) -> None:
    """Part of closing an account: what no post has goes with it. The rest stays with the posts, under no name."""
    used = Q(pk__in=Attachment.objects.unused())
    names = delete_rows(Attachment.objects.filter(used, owner=member))
    transaction.on_commit(lambda: files.delete_files(names))
