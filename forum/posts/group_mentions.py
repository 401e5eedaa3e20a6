"""How often a member may mention groups: each notifies many at once."""

from accounts.models import User
from forum import limits, markup
from forum.boards.group_mentions import groups_among
from forum.boards.models import Board
from forum.posts.models import Post
from forum.posts.post_text import PostText
from forum.posts.publishing import Hold, Submission
from forum.topics.models import Topic


def check_submission(submission: Submission, place: Topic | Board) -> Hold | None:
    _enforce(submission.author, submission.text, before=set())
    return None


def check_edit(by: User, post: Post, text: PostText) -> None:
    names, _quotes = markup.addressees(post.html)
    _enforce(by, text, before=names)


def _enforce(author: User, text: PostText, before: set[str]) -> None:
    if groups_among(name for name in text.rendered.mentions if name not in before):
        limits.enforce("group-mention", author.pk)
