"""Staff notes: what moderators tell one another about a member."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from forum.member_records.models import StaffNote
from forum.posts.models import Post

KEPT_REMOVED = timedelta(days=30)


def write(by: User, member: User, text: str, post: Post | None = None) -> StaffNote:
    """The same note sent twice is one."""
    text = text.strip()
    newest = (
        StaffNote.objects.filter(member=member, by=by, post=post, removed_at=None).order_by("-pk").first()
    )
    if newest is not None and newest.text == text:
        return newest
    return StaffNote.objects.create(member=member, by=by, text=text, post=post)


def can_remove(reader: User, note: StaffNote) -> bool:
    """Whoever wrote it, and administrators."""
    return note.by_id == reader.pk or reader.is_superuser


def remove(note: StaffNote) -> None:
    StaffNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=timezone.now())


def put_back(note: StaffNote) -> None:
    StaffNote.objects.filter(pk=note.pk).update(removed_at=None)


def forget_removed(**_facts: Any) -> None:
    StaffNote.objects.filter(removed_at__lt=timezone.now() - KEPT_REMOVED).delete()
