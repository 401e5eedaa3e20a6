"""Which pictures of other sites a post shows, written down with every post that is stored or changed."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from forum.fetching import digest_of
from forum.legal_holds.holding import held_posts
from forum.markup.remote_pictures import marked_addresses
from forum.posts.models import Post
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.topics.models import Topic

MOST = 20  # of one post; more stay links
TRIED_AGAIN_AFTER = timedelta(days=1)
IN_ONE_QUERY = 500

State = RemotePicture.State


def note_uses(posts: Sequence[Post]) -> None:
    """A writer of `storing`. Pictures that are new here wait for the worker from the same moment on."""
    for start in range(0, len(posts), IN_ONE_QUERY):
        _note(posts[start : start + IN_ONE_QUERY])


def _note(posts: Sequence[Post]) -> None:
    changed = [post.pk for post in posts if post.revision > 1]
    addresses = _shown_on_boards({post: addresses_in(post.html) for post in posts})
    wanted_by = {address: post.author_id for post in reversed(posts) for address in addresses[post.pk]}
    if not wanted_by:
        _keep_only(set(), changed)
        return
    ids = _locked(wanted_by)
    uses = {
        (post_id, ids[address]) for post_id, each in addresses.items() for address in each if address in ids
    }
    _keep_only(uses, changed)
    RemotePictureUse.objects.bulk_create(
        [RemotePictureUse(post_id=post_id, picture_id=picture_id) for post_id, picture_id in sorted(uses)],
        batch_size=500,
        ignore_conflicts=True,
    )
    _want_again(ids.values())


def _shown_on_boards(shown: dict[Post, list[str]]) -> dict[int, list[str]]:
    """By the id of each post. Messages in conversations show nothing: no picture of theirs is asked for, or listed."""
    topics = {post.topic_id for post, addresses in shown.items() if addresses}
    silent = (
        set(Topic.objects.filter(pk__in=topics, board=None).values_list("pk", flat=True)) if topics else ()
    )
    return {post.pk: [] if post.topic_id in silent else addresses for post, addresses in shown.items()}


def _locked(wanted_by: dict[str, int]) -> dict[str, int]:
    """The ids of the pictures by their addresses, those that are new among them."""
    digests = {digest_of(address): address for address in wanted_by}
    found: dict[str, int] = {}
    # A row that was there at the first look may be purged before it is locked.
    for _attempt in range(2):
        # In one order, so that of two posts with the same pictures one waits for the other.
        RemotePicture.objects.bulk_create(
            [
                RemotePicture(address=address, digest=digest, wanted_by_id=wanted_by[address])
                for digest, address in sorted(digests.items())
            ],
            ignore_conflicts=True,
        )
        rows = RemotePicture.objects.select_for_update(no_key=True).filter(digest__in=digests)
        found = {digests[digest]: pk for digest, pk in rows.order_by("digest").values_list("digest", "pk")}
        if len(found) == len(digests):
            break
    return found


def addresses_in(html: str) -> list[str]:
    return marked_addresses(html)[:MOST]


def _keep_only(uses: set[tuple[int, int]], changed: Sequence[int]) -> None:
    """Forget what texts that were changed show no more."""
    if not changed:
        return
    former = RemotePictureUse.objects.filter(post__in=changed)
    gone = [pk for pk, *use in former.values_list("pk", "post_id", "picture_id") if tuple(use) not in uses]
    if gone:
        RemotePictureUse.objects.filter(pk__in=gone).exclude(held_posts("post__")).delete()


def _want_again(ids: Collection[int]) -> None:
    """Have these looked for now that were put off, or that could not be had some time ago."""
    now = timezone.now()
    put_off = Q(state=State.WAITING, attempts=0, due_at__gt=now)
    failed = Q(state=State.FAILED, done_at__lt=now - TRIED_AGAIN_AFTER)
    RemotePicture.objects.filter(put_off | failed, pk__in=ids).retry()
