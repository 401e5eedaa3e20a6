"""A form that is sent a second time: it posts nothing more, wherever its post is now."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.database.prepared_queries import PreparedQuery, stand_ins
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.rules import may


class KeyReused(Refusal):
    """The key belongs to another text already, or to a post in another place."""

    code = "key_reused"
    sentence = _("You already sent this form with another text. Send it again to post this one too.")


class MovedSince(Refusal):
    """What the form posted is where its author does not see it any more."""

    code = "moved_since"
    sentence = _("You already posted this, and a moderator has moved it since. Your text is still here.")


def find_by_key(author: User, key: str | None, source: str) -> Post | None:
    """Return the post that the same form has made already; raise KeyReused if it says something else."""
    if key is None or not _with_key().rows([author.pk, key]):
        return None
    post = Post.objects.select_related("topic").filter(author=author, key=key).first()
    if post and post.source != source:
        raise KeyReused
    return post


@cache
def _with_key() -> PreparedQuery:
    [number] = stand_ins(1)
    return PreparedQuery(
        Post.objects.filter(author=number, key="stand-in").values_list("pk"), [number, "stand-in"]
    )


def moved_since(post: Post) -> Post:
    """Return the post if a moderator has moved it and its author sees where it is; raise KeyReused or MovedSince."""
    renumbered_at = post.topic.renumbered_at
    if renumbered_at is None or renumbered_at < post.created_at:
        raise KeyReused
    if not may(read_permissions(post.author), "see", post.topic):
        raise MovedSince
    return post
