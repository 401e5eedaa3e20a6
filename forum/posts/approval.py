"""What waits for a moderator's approval, by what its board says. `approving` publishes it."""

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.markup.remote_pictures import without_loading
from forum.posts.models import PendingPost, PostTotal
from forum.posts.post_text import render_text
from forum.refusals import Refusal
from forum.site.models import RemoteImages, SiteSettings
from forum.topics import rules
from forum.topics.models import Topic


def reason_to_wait(author: User, board: Board, *, is_topic: bool) -> str:
    """Why a new topic or a reply of theirs waits on this board, for whoever decides; "" if it does not.

    The caller has locked the author, and asks those who skip approval nothing.
    """
    if is_topic and board.approves_topics:
        return _("New topics on this board wait for approval.")
    if not is_topic and board.approves_replies:
        return _("Replies on this board wait for approval.")
    if board.approves_first_posts and accepted_posts(author) < board.approves_first_posts:
        return ngettext(
            "The first post of a member waits for approval on this board.",
            "The first %(count)d posts of a member wait for approval on this board.",
            board.approves_first_posts,
        ) % {"count": board.approves_first_posts}
    return ""


def will_wait(reader: Reader, place: Topic | Board) -> bool:
    """Whether to say beside a form that what this reader writes in it waits, whatever it is."""
    if not reader.is_authenticated or rules.skips_approval(reader, place):
        return False
    if isinstance(place, Board):
        return bool(reason_to_wait(reader, place, is_topic=True))
    return bool(reason_to_wait(reader, place.board, is_topic=False))


def accepted_posts(author: User) -> int:
    """How many of their posts are there for others, on all boards."""
    total: int | None = PostTotal.objects.filter(member=author).aggregate(count=Sum("post_count"))["count"]
    return total or 0


def waiting_in(reader: Reader, place: Topic | Board) -> QuerySet[PendingPost]:
    """What this reader has written there that waits: nobody else's."""
    if not reader.is_authenticated:
        return PendingPost.objects.none()
    waiting = PendingPost.objects.filter(author=reader).order_by("pk")
    return waiting.filter(board=place) if isinstance(place, Board) else waiting.filter(topic=place)


def html_of(pending: PendingPost, site: SiteSettings) -> str:
    """What its author and whoever decides read; "" if it can't be rendered any more.

    It is kept as it was sent. Only what was rejected and let wait again has to be rendered.
    """
    html = pending.html
    if not html:
        try:
            text = render_text(pending.source, options=site.markup_options, author=pending.author)
        except Refusal:
            return ""
        html = text.rendered.html
    return html if site.remote_images == RemoteImages.LOADED else without_loading(html)
