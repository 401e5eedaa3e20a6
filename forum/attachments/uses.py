"""Which files a post uses, written down with every post that is stored or changed."""

import re
from collections.abc import Sequence

from forum.attachments.models import KEY_LENGTH, AttachmentUse
from forum.posts.models import Post

ADDRESS = re.compile(rf"/files/([0-9A-Za-z]{{{KEY_LENGTH}}})/")
MOST = 300  # of one post; more are not shown


def keys_in(html: str) -> list[str]:
    """Return the keys of the files that a text names, as links or pictures or in plain words, each once."""
    return list(dict.fromkeys(ADDRESS.findall(html)))[:MOST] if "/files/" in html else []


def note_uses(posts: Sequence[Post]) -> None:
    """A writer of `storing`."""
    rows = []
    for post in posts:
        keys = keys_in(post.html)
        if post.revision > 1:
            # What is no longer there goes on being kept for the post's earlier versions.
            uses = AttachmentUse.objects.filter(post=post, is_current=True)
            uses.exclude(key__in=keys).update(is_current=False)
        by = post.edited_by_id or post.author_id
        rows += [AttachmentUse(key=key, post=post, by_id=by) for key in keys]
        if post.revision > 1 and keys:
            AttachmentUse.objects.filter(post=post, key__in=keys).update(is_current=True)
    if rows:
        AttachmentUse.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
