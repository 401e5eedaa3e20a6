"""What boards let wait for approval, by their settings."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import Board
from forum.posts.approval import BY_BOARD, Evidence, Reason, Spared, Writing, accepted_posts
from forum.topics.models import Topic


def always_waits(author: User, place: Topic | Board) -> bool:
    """Whether everything they write there waits by a setting of the board."""
    if isinstance(place, Board):
        return place.approves_topics or _is_among_first(author, place)
    board = place.board
    return board is not None and (board.approves_replies or _is_among_first(author, board))


def _is_among_first(author: User, board: Board) -> bool:
    return bool(board.approves_first_posts) and accepted_posts(author) < board.approves_first_posts


def judge_topic(writing: Writing) -> Evidence | None:
    return {} if isinstance(writing.place, Board) and writing.place.approves_topics else None


def judge_reply(writing: Writing) -> Evidence | None:
    return {} if not writing.is_topic and writing.board.approves_replies else None


def judge_first_posts(writing: Writing) -> Evidence | None:
    board = writing.board
    return {"count": board.approves_first_posts} if _is_among_first(writing.author, board) else None


def first_posts_words(evidence: Evidence) -> str:
    return ngettext(
        "The first post of a member waits for approval on this board.",
        "The first %(count)d posts of a member wait for approval on this board.",
        evidence["count"],
    ) % {"count": evidence["count"]}


def topic_words(evidence: Evidence) -> str:
    return _("New topics on this board wait for approval.")


def reply_words(evidence: Evidence) -> str:
    return _("Replies on this board wait for approval.")


REASONS = tuple(
    Reason(
        name=name,
        label=label,
        words=words,
        author_words=words,
        judge=judge,
        held_by=BY_BOARD,
        spares=Spared.NOBODY,
        is_under_lock=True,
    )
    for name, label, words, judge in (
        ("board-topics", gettext_lazy("Boards where topics wait"), topic_words, judge_topic),
        ("board-replies", gettext_lazy("Boards where replies wait"), reply_words, judge_reply),
        (
            "board-first-posts",
            gettext_lazy("Boards where first posts wait"),
            first_posts_words,
            judge_first_posts,
        ),
    )
)
