"""Deleting copies of pictures that no post shows any more, and what the owner wants gone."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forum.attachments import files
from forum.legal_holds.holding import held_posts
from forum.markup.remote_pictures import MARK
from forum.remote_pictures.copying import FOLDER
from forum.remote_pictures.kept_pages import renew_topic_pages
from forum.remote_pictures.models import RemotePicture, RemotePictureUse

FOLDERS = f"{FOLDER}/??"
KEPT_FOR = timedelta(days=1)
BATCH = 100

State = RemotePicture.State


def purge_unused() -> int:
    """Delete pictures that no post shows and that came a day ago or earlier, with their copies; return how many."""
    # Of texts that were only formatted again: see `uses`.
    RemotePictureUse.objects.exclude(Q(post__html__contains=MARK) | held_posts("post__")).delete()
    before, count, last = timezone.now() - KEPT_FOR, 0, 0
    # What the owner has removed is remembered, or the next post would bring it back.
    old = RemotePicture.objects.unused().exclude(state__in=[State.RUNNING, State.REMOVED])
    old = old.filter(created_at__lt=before).order_by("pk")
    while batch := list(old.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        count += delete_unused(batch)
    return count


def delete_unused(ids: Iterable[int]) -> int:
    with transaction.atomic():
        # A post that is stored in this moment waits here, and notes anew what it then does not find.
        locked = RemotePicture.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        pks = list(locked.values_list("pk", flat=True))
        gone = list(RemotePicture.objects.unused().filter(pk__in=pks))
        RemotePicture.objects.filter(pk__in=[picture.pk for picture in gone]).delete()
    files.delete_files([picture.stored_as for picture in gone if picture.stored_as])
    return len(gone)


def remove(picture: RemotePicture) -> None:
    """Show a link in its place from now on, however often it is posted again."""
    with transaction.atomic():
        renew_topic_pages(picture)
        locked = RemotePicture.objects.select_for_update(no_key=True).get(pk=picture.pk)
        RemotePicture.objects.filter(pk=picture.pk).update(
            state=State.REMOVED, claim="", stored_as="", size=0, error="", done_at=timezone.now()
        )
    if locked.stored_as:
        files.delete_files([locked.stored_as])


def fetch_again(picture: RemotePicture) -> bool:
    """Have the worker copy it anew, and a link in its place until then. Return False while it is at it already."""
    with transaction.atomic():
        renew_topic_pages(picture)
        locked = RemotePicture.objects.select_for_update(no_key=True).get(pk=picture.pk)
        if locked.state == State.RUNNING:
            return False
        RemotePicture.objects.filter(pk=picture.pk).update(
            state=State.WAITING,
            attempts=0,
            due_at=timezone.now(),
            done_at=None,
            error="",
            stored_as="",
            size=0,
        )
    if locked.stored_as:
        files.delete_files([locked.stored_as])
    return True


def of_copies(paths: list[str]) -> Iterable[str]:
    """Return those of these paths of files that are copies; for `stray_files`."""
    return RemotePicture.objects.filter(stored_as__in=paths).values_list("stored_as", flat=True)
