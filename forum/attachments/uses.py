"""Which files a post uses, written down with every post that is stored or changed."""

import re
from collections.abc import Collection, Sequence

from django.db.models import Q

from forum.attachments.models import KEY_LENGTH, Attachment, AttachmentUse
from forum.posts.models import Post
from forum.posts.revisions import Revision

ADDRESS = re.compile(rf"/files/([0-9A-Za-z]{{{KEY_LENGTH}}})/")
MOST = 300  # of one post; more are not shown


def keys_in(html: str) -> list[str]:
    """Return the keys of the files that a text names, as links or pictures or in plain words, each once."""
    return list(dict.fromkeys(ADDRESS.findall(html)))[:MOST] if "/files/" in html else []


def note_uses(posts: Sequence[Post]) -> None:
    """A writer of `storing`."""
    rows = []
    keys_of = {post: keys_in(post.html) for post in posts}
    _lock({key for keys in keys_of.values() for key in keys})
    for post, keys in keys_of.items():
        if post.revision > 1:
            # What is no longer there goes on being kept for the post's earlier versions.
            uses = AttachmentUse.objects.filter(post=post, is_current=True)
            uses.exclude(key__in=keys).update(is_current=False)
        by = post.edited_by_id or post.author_id
        rows += [AttachmentUse(key=key, post=post, by_id=by) for key in keys]
        if post.revision > 1 and keys:
            _use_again(post, keys, by)
    if rows:
        AttachmentUse.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _lock(keys: Collection[str]) -> None:
    # Whoever deletes files locks them before asking whether they are used, and so waits for this post.
    if keys:
        files = Attachment.objects.filter(key__in=keys).order_by("pk")
        list(files.select_for_update(no_key=True).values_list("pk", flat=True))


def _use_again(post: Post, keys: Sequence[str], by: int) -> None:
    """What an earlier version named is shown again; what a hidden one named only if its owner puts it back."""
    former = AttachmentUse.objects.filter(post=post, key__in=keys, is_current=False)
    if former.exclude(by=by).exists():
        hidden = Revision.objects.filter(post=post, hidden_at__isnull=False).values_list("html", flat=True)
        kept_away = {key for html in hidden for key in keys_in(html)}
        former = former.exclude(~Q(by=by), key__in=kept_away)
    former.update(is_current=True)
