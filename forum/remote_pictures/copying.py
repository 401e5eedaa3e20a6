"""Copying pictures of other sites, one at a time, by the worker: fetched, drawn anew, stored beside the attachments.

Nobody waits for it. Until a picture is here, and where it cannot be had, readers have a link.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import Error, transaction
from django.utils import timezone

from forum import images
from forum.attachments import files, kinds
from forum.fetching import (
    PICTURE_TYPES,
    count_today,
    fetch,
    has_time,
    put_off,
    put_off_on_trouble,
    wait_of,
)
from forum.images import BEST, Bounds, ImageBusy, ImageRefused, Picture, Shape
from forum.posts.models import Post
from forum.posts.readers import have_readers
from forum.remote_pictures.kept_pages import renew_topic_pages
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings

FOLDER = "pictures"
MEGABYTE = 1024 * 1024
FETCHED = Bounds(10 * MEGABYTE, 20_000, 40_000_000, ("PNG", "JPEG", "WEBP", "GIF"))
SECONDS = 15.0
SHAPE = Shape(1280, 1280, format=BEST, may_move=True)
STILL = Shape(1280, 1280, format="WEBP")
LARGEST = 3 * MEGABYTE  # of a copy; what moves and is larger stands still
MOST_A_DAY = 200  # of pictures that one member was the first to show, those that could not be had yet too
PUT_OFF_FOR = timedelta(hours=1)

State = RemotePicture.State


def copy_due(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Deal with one picture that waits; return whether there was one. Other work has its turn before the next."""
    if is_stopped() or not has_time() or SiteSettings.current().remote_images != RemoteImages.COPIED:
        return 0
    claimed = RemotePicture.objects.claim(1)
    for picture in claimed:
        if picture.begin():
            copy(picture)
    return len(claimed)


def copy(picture: RemotePicture) -> None:
    """Copy a picture that this worker has claimed, or note why not."""
    if not is_wanted(picture):
        picture.settle(State.WAITING, attempts=0, due_at=timezone.now() + PUT_OFF_FOR)
        return
    if seconds := wait_of(picture.wanted_by_id):
        put_off(picture, seconds)
        return
    with put_off_on_trouble(picture, lambda why: picture.finish(State.FAILED, why)):
        fetched = fetch(
            picture.address,
            types=PICTURE_TYPES,
            largest=FETCHED.bytes,
            seconds=SECONDS,
            member_id=picture.wanted_by_id,
        )
        try:
            drawn = redrawn(fetched.body)
        except ImageBusy as busy:
            picture.postpone(str(busy))
        except ImageRefused as refusal:
            picture.finish(State.FAILED, str(refusal))
        else:
            keep(picture, drawn)


def is_wanted(picture: RemotePicture) -> bool:
    """Whether others than staff can read a post that shows it, and its author had not too many copied today."""
    uses = RemotePictureUse.objects.filter(picture=picture)
    if not have_readers(Post.objects.filter(pk__in=uses.values("post"))):
        return False
    others = RemotePicture.objects.filter(wanted_by=picture.wanted_by_id).exclude(pk=picture.pk)
    return picture.wanted_by_id is None or count_today(others) < MOST_A_DAY


def redrawn(body: bytes) -> Picture:
    [picture] = images.redraw(body, [SHAPE], bounds=FETCHED)
    if len(picture.content) > LARGEST:
        [picture] = images.redraw(body, [STILL], bounds=FETCHED)
    return picture


def keep(picture: RemotePicture, drawn: Picture) -> None:
    """Store the file, then note it. A file that is left without a row is found later."""
    name = f"{FOLDER}/{files.new_name()}"
    files.keep(name, drawn.content)
    try:
        with transaction.atomic():
            # Topics before what hangs on their posts, as everybody does.
            renew_topic_pages(picture)
            is_kept = picture.settle(
                State.COPIED,
                error="",
                done_at=timezone.now(),
                stored_as=name,
                content_type=kinds.PICTURE_TYPES[drawn.format],
                size=len(drawn.content),
                width=drawn.width,
                height=drawn.height,
            )
    except Error:
        raise  # the row is written once the database is back: see `settle` in `forum.jobs.queue`
    except BaseException:
        files.delete_files([name])
        raise
    if not is_kept:
        files.delete_files([name])
