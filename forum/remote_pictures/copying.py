"""Copying pictures of other sites, one at a time, by the worker: fetched, drawn anew, stored beside the attachments.

Nobody waits for it. Until a picture is here, and where it cannot be had, readers have a link.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum import images
from forum.attachments import files, kinds
from forum.fetching import PICTURE_TYPES, FetchFailed, FetchRefused, fetch, has_time, try_again
from forum.images import BEST, Bounds, ImageBusy, ImageRefused, Picture, Shape
from forum.remote_pictures.kept_pages import renew_topic_pages
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.site.models import RemoteImages, SiteSettings

FOLDER = "pictures"
MEGABYTE = 1024 * 1024
FETCHED = Bounds(10 * MEGABYTE, 20_000, 40_000_000, ("PNG", "JPEG", "WEBP", "GIF"))
SECONDS = 15.0
SHAPE = Shape(1280, 1280, format=BEST, may_move=True)
STILL = Shape(1280, 1280, format="WEBP")
LARGEST = 3 * MEGABYTE  # of a copy; what moves and is larger stands still
MOST_A_DAY = 200  # of pictures that one member was the first to show
PUT_OFF_FOR = timedelta(hours=1)

logger = logging.getLogger(__name__)

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
    try:
        fetched = fetch(picture.address, types=PICTURE_TYPES, largest=FETCHED.bytes, seconds=SECONDS)
        keep(picture, redrawn(fetched.body))
    except FetchFailed as failure:
        try_again(picture, failure)
    except FetchRefused as refusal:
        picture.finish(State.FAILED, str(refusal.trouble.label))
    except ImageBusy as busy:
        picture.postpone(str(busy))
    except ImageRefused as refusal:
        picture.finish(State.FAILED, str(refusal))
    except OSError as error:
        # The disk is full, or the object storage is away.
        picture.postpone(f"{type(error).__name__}: {error}")
    except Exception as error:
        # Whatever is wrong with this one, the others go on.
        logger.exception("remote_pictures: %s failed at attempt %s", picture.pk, picture.attempts)
        picture.postpone(f"{type(error).__name__}: {error}")


def is_wanted(picture: RemotePicture) -> bool:
    """Whether a post shows it that is not removed, and its author has not had too many copied today."""
    shown = RemotePictureUse.objects.filter(
        picture=picture, post__removed_at=None, post__topic__removed_at=None
    )
    if not shown.exists():
        return False
    since = timezone.now() - timedelta(days=1)
    today = RemotePicture.objects.filter(wanted_by=picture.wanted_by_id, done_at__gte=since)
    return picture.wanted_by_id is None or today.count() < MOST_A_DAY


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
    except BaseException:
        files.delete_files([name])
        raise
    if not is_kept:
        files.delete_files([name])
