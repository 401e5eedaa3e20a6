"""Wiki posts: every member who can reply in the topic can edit them, and all who did are named."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.boards.models import read_permissions
from forum.posts import rules
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post
from forum.posts.publishing import NotAllowedNow
from forum.posts.revisions import Revision
from forum.site.models import SiteSettings

MOST_NAMED = 6


def make_wiki(by: User, post: Post) -> bool:
    """Open the post for editing by members; return False if it is open already. Raise NotAllowedNow."""
    return _change(by, post, is_wiki=True)


def end_wiki(by: User, post: Post) -> bool:
    """Leave it to its author and the moderators again; return False if it is no wiki post. Raise NotAllowedNow."""
    return _change(by, post, is_wiki=False)


@transaction.atomic
def _change(by: User, post: Post, *, is_wiki: bool) -> bool:
    locked = lock_with_topic(post)
    topic = locked.topic
    if locked.is_wiki == is_wiki:
        return False
    if not rules.can_change_wiki(read_permissions(by), locked, SiteSettings.current()):
        raise NotAllowedNow
    locked.wiki_at, locked.wiki_by = (timezone.now(), by) if is_wiki else (None, None)
    locked.save(update_fields=["wiki_at", "wiki_by"])
    post.wiki_at, post.wiki_by = locked.wiki_at, locked.wiki_by
    topic.touch()
    return True


@dataclass(frozen=True)
class Authors:
    """Who wrote a post: its author first, then the others in the order in which they joined, at most six."""

    named: list[User]
    more: int


def authors_of(posts: Collection[Post]) -> dict[int, Authors]:
    """Return by post who wrote it. Two queries, and none where no post is a wiki post.

    The posts have their author and whoever edited them last at hand.
    """
    wikis = [post for post in posts if post.is_wiki]
    if not wikis:
        return {}
    writers: dict[int, dict[int, None]] = {post.pk: {post.author_id: None} for post in wikis}
    pairs = Revision.objects.filter(post__in=wikis, written_by__isnull=False).order_by()
    for post_id, member in sorted(set(pairs.values_list("post", "written_by").distinct())):
        writers[post_id].setdefault(member)
    for post in wikis:
        if post.edited_by_id:
            writers[post.pk].setdefault(post.edited_by_id)
    named = {post_id: list(ids)[:MOST_NAMED] for post_id, ids in writers.items()}
    members = User.objects.in_bulk({member for ids in named.values() for member in ids})
    return {
        post_id: Authors([members[member] for member in ids], len(writers[post_id]) - len(ids))
        for post_id, ids in named.items()
    }
