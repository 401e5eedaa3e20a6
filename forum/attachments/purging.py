"""Deleting files that no post has: a day after they were sent, unless a text that is not posted yet names them."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.attachments import files
from forum.attachments.models import Attachment, AttachmentUse, delete_rows
from forum.attachments.rules import can_delete
from forum.legal_holds.holding import Held, held_member_ids, held_posts
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit

KEPT_FOR = timedelta(days=1)
BATCH = 100
# Each returns those of the keys that texts of its own name: a room above registers the texts that it keeps.
KEEPERS: list[Callable[[list[Attachment]], set[str]]] = []


def keep_for(keeper: Callable[[list[Attachment]], set[str]]) -> None:
    if keeper not in KEEPERS:
        KEEPERS.append(keeper)


def keys_of_pending_posts(attachments: Iterable[Attachment]) -> set[str]:
    """Those that texts of their owner name which wait for approval: new ones, and edits."""
    return {
        attachment.key
        for attachment in attachments
        for model in (PendingPost, PendingEdit)
        if model._default_manager.filter(
            author=attachment.owner_id, source__contains=f"/files/{attachment.key}/"
        ).exists()
    }


KEEPERS.append(keys_of_pending_posts)


def keys_of_held_members(attachments: Iterable[Attachment]) -> set[str]:
    files_of = list(attachments)
    held = held_member_ids(attachment.owner_id for attachment in files_of)
    return {attachment.key for attachment in files_of if attachment.owner_id in held}


KEEPERS.append(keys_of_held_members)


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
    with transaction.atomic():
        # Who posts locks the files that the text names, and notes that they are used. Under this lock nobody does.
        locked = _lock(batch)
        # First what waits, then what is used: a text approved in between is found as the one or the other.
        kept = {key for keeper in KEEPERS for key in keeper(locked)}
        keys = [attachment.key for attachment in locked if attachment.key not in kept]
        gone = list(Attachment.objects.unused().filter(key__in=keys).values_list("pk", flat=True))
        names = delete_rows(Attachment.objects.filter(pk__in=gone))
    files.delete_files(names)
    return len(gone)


def _lock(attachments: Iterable[Attachment]) -> list[Attachment]:
    ids = [attachment.pk for attachment in attachments]
    return list(Attachment.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def delete(attachment: Attachment) -> bool:
    """Delete a member's file and forget that earlier versions had it; return False if a post shows it.

    Raise Held if it is under a legal hold.
    """
    with transaction.atomic():
        if not _lock([attachment]) or not can_delete(attachment):
            return False
        uses = AttachmentUse.objects.filter(key=attachment.key, by=attachment.owner_id)
        if uses.filter(held_posts("post__")).exists() or held_member_ids([attachment.owner_id]):
            raise Held
        AttachmentUse.objects.filter(key=attachment.key, by=attachment.owner_id, is_current=False).delete()
        names = delete_rows(Attachment.objects.filter(pk=attachment.pk))
    files.delete_files(names)
    return True


def forget_unused(member: User) -> None:
    """Part of closing an account: what no post has goes with it. The rest stays with the posts, under no name."""
    _lock(Attachment.objects.unused().filter(owner=member))
    names = delete_rows(Attachment.objects.filter(pk__in=Attachment.objects.unused(), owner=member))
    transaction.on_commit(lambda: files.delete_files(names))
