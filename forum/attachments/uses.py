"""Which files a post uses, written down with every post that is stored or changed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from forum.attachments.models import KEY_LENGTH, Attachment, AttachmentUse
from forum.posts.models import Post
from forum.posts.revisions import Revision

ADDRESS = re.compile(rf"/files/([0-9A-Za-z]{{{KEY_LENGTH}}})/")
QUOTATION = re.compile("<(?P<end>/?)blockquote")
MOST = 300  # of one post; more are not shown


def keys_in(html: str) -> list[str]:
    """Return the keys of the files that a text names, as links or pictures or in plain words, each once."""
    return list(dict.fromkeys(ADDRESS.findall(html)))[:MOST] if "/files/" in html else []


def _outside_quotations(html: str) -> str:
    parts, depth, begin = [], 0, 0
    for tag in QUOTATION.finditer(html):
        parts.append("" if depth else html[begin : tag.start()])
        depth += -1 if tag["end"] else 1
        begin = tag.start()
    return "".join([*parts, "" if depth else html[begin:]])


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
        if not keys:
            continue
        edit = _last_edit(post, keys)
        rows += [AttachmentUse(key=key, post=post, by_id=edit.by) for key in edit.own if edit.by]
        if post.revision > 1:
            _use_again(post, keys, edit)
    if rows:
        AttachmentUse.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _lock(keys: Collection[str]) -> None:
    # Whoever deletes files locks them before asking whether they are used, and so waits for this post.
    if keys:
        files = Attachment.objects.filter(key__in=keys).order_by("pk")
        list(files.select_for_update(no_key=True).values_list("pk", flat=True))


@dataclass(frozen=True)
class _Edit:
    by: int | None  # None if their account is gone
    new: Collection[str]  # the keys that the version before did not name
    own: Collection[str]  # those of them that count as put there by whoever edited


def _last_edit(post: Post, keys: Sequence[str]) -> _Edit:
    """Who wrote what the post says now, and which files they named in it themselves.

    What the version before named was put there by somebody else, or is noted already. If it counted as theirs, anybody
    could write the address of a hidden file into a post, and wait until the file's owner mends a typo there, or quotes
    it. Whoever restores an earlier version has put nothing there either.
    """
    earlier = Revision.objects.filter(post=post) if post.revision > 1 else Revision.objects.none()
    last = earlier.order_by("-number").first()
    said = set(ADDRESS.findall(_outside_quotations(post.html)))
    if last is None:
        # No version was kept of a post made by code: the author wrote all of it.
        writer = post.written_by_id or post.author_id
        return _Edit(writer, keys, _without_quoted(post, writer, keys, said))
    # All of them: the first to be over what is noted must not become new when one before it goes.
    before = {*ADDRESS.findall(last.source), *ADDRESS.findall(last.html)}
    # Taken out of a quotation, a file becomes that of whoever takes it out.
    unquoted = said & set(ADDRESS.findall(last.html)).difference(
        ADDRESS.findall(_outside_quotations(last.html))
    )
    new = [key for key in keys if key not in before or key in unquoted]
    by = post.written_by_id or (post.edited_by_id if post.edited_at else post.author_id)
    if not new or earlier.filter(source=post.source).exists():
        return _Edit(by, new, [])
    return _Edit(by, new, _without_quoted(post, by, new, said))


def _without_quoted(
    post: Post, by: int | None, keys: Collection[str], said: Collection[str]
) -> Collection[str]:
    """Leave out what is only quoted here from another post. A file that no other has may be sent into a quotation."""
    quoted = [key for key in keys if key not in said]
    if not quoted:
        return keys
    elsewhere = AttachmentUse.objects.filter(key__in=quoted, by=by).exclude(post=post)
    return set(keys).difference(elsewhere.values_list("key", flat=True))


def _use_again(post: Post, keys: Sequence[str], edit: _Edit) -> None:
    """What an earlier version named is shown again; what a hidden one named only if its owner puts it back."""
    former = AttachmentUse.objects.filter(post=post, key__in=keys, is_current=False)
    put_back = Q(by=edit.by, key__in=edit.new)
    if former.exclude(put_back).exists():
        hidden = Revision.objects.filter(post=post, hidden_at__isnull=False).values_list("html", flat=True)
        kept_away = {key for html in hidden for key in keys_in(html)}
        former = former.exclude(~put_back, key__in=kept_away)
    former.update(is_current=True)
