"""Bookmarking posts: one row for a member and a post."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.bookmarks.models import Bookmark
from forum.follows.following import lock_members
from forum.posts.models import Post
from forum.refusals import NotAllowed, Refusal

MOST = 5_000  # of a member


class TooManyBookmarks(Refusal):
    code = "too_many_bookmarks"
    sentence = _("You have 5,000 bookmarks, which is as many as there can be. Remove some first.")


@transaction.atomic
def bookmark(member: User, post: Post) -> Bookmark:
    """Return the member's bookmark of the post, a new one if there is none. Raise a Refusal if they have too many."""
    # An account that is closed meanwhile leaves none behind, and of two at once one makes it.
    if not lock_members([member.pk]):
        raise NotAllowed
    existing = Bookmark.objects.filter(member=member, post=post).first()
    if existing is not None:
        return existing
    if Bookmark.objects.filter(member=member).count() >= MOST:
        raise TooManyBookmarks
    return Bookmark.objects.create(member=member, post=post)


@transaction.atomic
def annotate(member: User, post: Post, note: str, remind_at: datetime | None) -> Bookmark:
    """Set the note and the reminder of the member's bookmark of the post, which is made if there is none."""
    row = bookmark(member, post)
    row.note, row.remind_at = note, remind_at
    row.save(update_fields=["note", "remind_at"])
    return row


def remove(member: User, post_id: int) -> bool:
    """Return False if there was none."""
    deleted, _each = Bookmark.objects.filter(member=member, post=post_id).delete()
    return bool(deleted)
