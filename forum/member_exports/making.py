"""Making the file: a ZIP with each table as JSON, a page to read, and the member's files.

It is made by the worker, and written whole or not at all: after a kill the job begins again.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from forum.attachments import files
from forum.attachments.models import Attachment
from forum.jobs.running import keep_claim
from forum.member_exports import parts
from forum.member_exports.export_notification import READY
from forum.member_exports.models import KEPT_FOR, MemberExport
from forum.notifications.notifying import notify_member
from forum.posts.models import Post

FOLDER = "exports"
POSTS_ON_PAGE = 500
UNFINISHED = ".unfinished-"


def folder() -> Path:
    return Path(settings.FORUM_DATA) / FOLDER


def path_of(export: MemberExport) -> Path:
    return folder() / Path(export.stored_as).name


def make_export(*, export_id: int, **_payload: Any) -> None:
    """Make what was asked for, and tell its owner. Running it again makes nothing twice."""
    export = MemberExport.objects.select_related("member").filter(pk=export_id).first()
    if export is None or export.state != MemberExport.State.WAITING or export.member.closed_at:
        return
    name = f"{secrets.token_hex(16)}.zip"
    size = _write(export.member, name)
    with transaction.atomic():
        changed = MemberExport.objects.filter(pk=export.pk, state=MemberExport.State.WAITING).update(
            state=MemberExport.State.DONE, made_at=timezone.now(), stored_as=name, size=size
        )
        if changed:
            notify_member(export.member, READY.name, f"export:{export.pk}")
    if not changed:
        (folder() / name).unlink(missing_ok=True)


def _write(member: User, name: str) -> int:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder() / f"{UNFINISHED}{name}"
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
                _fill(archive, member)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.rename(folder() / name)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return (folder() / name).stat().st_size


def _fill(archive: ZipFile, member: User) -> None:
    counts = []
    for part in parts.PARTS:
        with archive.open(f"data/{part.file_name}.json", "w", force_zip64=True) as entry:
            count = 0
            for count, row in enumerate(part.rows(member), start=1):
                entry.write(
                    (b"[\n" if count == 1 else b",\n") + json.dumps(row, cls=DjangoJSONEncoder).encode()
                )
            entry.write(b"\n]\n" if count else b"[]\n")
        counts.append((part.file_name, f"data/{part.file_name}.json", count))
        keep_claim()
    pages = 0
    for pages, posts in enumerate(_pages_of_posts(member), start=1):
        context = {"posts": posts, "number": pages, "member": member}
        archive.writestr(f"posts-{pages}.html", render_to_string("member_exports/posts.html", context))
        keep_claim()
    kept = list(_files(archive, member))
    context = {
        "member": member, "counts": counts, "pages": range(1, pages + 1), "files": kept,
        "left_out": sorted(parts.LEFT_OUT.items()), "made_at": timezone.now(),
    }  # fmt: skip
    archive.writestr("index.html", render_to_string("member_exports/index.html", context))


def _pages_of_posts(member: User) -> Iterator[list[Post]]:
    """Oldest first. What is withheld from its author is not in it."""
    last = 0
    rows = Post.objects.filter(author=member).exclude(is_withheld=True).order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:POSTS_ON_PAGE]):
        yield page
        last = page[-1].pk


def _files(archive: ZipFile, member: User) -> Iterator[tuple[str, str]]:
    """Those that the member may still see; one that is gone from the disk stops nothing."""
    owned = Attachment.objects.visible_to(member).filter(owner=member).order_by("pk")
    for attachment in owned.iterator(chunk_size=100):
        name = f"files/{attachment.key}-{Path(attachment.name.replace(chr(92), '/')).name}"
        with suppress(FileNotFoundError), files.open_file(attachment.stored_as) as stored:
            with archive.open(name, "w", force_zip64=True) as entry:
                shutil.copyfileobj(stored, entry)
            yield name, attachment.name
        keep_claim()


def delete_expired(**_payload: Any) -> None:
    """Delete files after their time, and what a kill has left."""
    over = MemberExport.objects.filter(state=MemberExport.State.DONE, made_at__lte=timezone.now() - KEPT_FOR)
    for export in over:
        delete(export)
    known = set(
        MemberExport.objects.filter(state=MemberExport.State.DONE).values_list("stored_as", flat=True)
    )
    yesterday = timezone.now().timestamp() - 24 * 60 * 60
    for path in folder().glob("*") if folder().exists() else ():
        if path.name not in known and path.stat().st_mtime < yesterday:
            path.unlink(missing_ok=True)


def delete(export: MemberExport) -> None:
    if export.stored_as:
        path_of(export).unlink(missing_ok=True)
    MemberExport.objects.filter(pk=export.pk).update(state=MemberExport.State.GONE, stored_as="", size=0)


def forget_exports(member: User) -> None:
    """With the account go the files that were made of it."""
    for export in MemberExport.objects.filter(member=member):
        delete(export)
    MemberExport.objects.filter(member=member).delete()
