"""Whether a form was posted already, and with the text that it holds now."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from forum.boards.models import Board
from forum.drafts import places
from forum.drafts.models import ANSWERS, written_beside
from forum.posts.models import PendingPost, Post
from forum.posts.post_text import changed


def posted_text(member: User, key: str) -> str | None:
    """Return what was posted with the form of this key, None if nothing was."""
    posted: tuple[QuerySet[Any], ...] = (
        Post.objects.filter(author=member, key=key),
        PendingPost.objects.filter(author=member, key=key),
        # In the name of the moderators, whose account is its author.
        Post.objects.filter(team_message__written_by=member, key=key),
    )
    sources = (rows.values_list("source", flat=True).first() for rows in posted)
    return next((source for source in sources if source is not None), None)


def is_same_text(source: str, place: str, body: str, fields: Mapping[str, Any]) -> bool:
    """Whether the post says what the form holds: answers to what a board asks stand in it before the box's text."""
    answers = written_beside({name: texts for name, texts in fields.items() if name.startswith(ANSWERS)})
    if not answers:
        return source.strip() == changed(body).strip()
    rest = "" if body.strip() == _starting_text(place, fields).strip() else body.strip()
    # A line is posted without blanks beyond one between words.
    posted = _folded(source)
    return posted.endswith(_folded(changed(rest))) and all(
        _folded(changed(answer)) in posted for answer in answers
    )


def _starting_text(place: str, fields: Mapping[str, Sequence[str]]) -> str:
    board = place if place != places.START else f"board:{''.join(fields.get('board', ()))}"
    named = places.parsed(board)
    pk = named.id if named and named.kind == "board" else 0
    text = Board.objects.filter(pk=pk).values_list("starting_text", flat=True).first() or ""
    return text.replace("\r\n", "\n")


def _folded(text: str) -> str:
    return " ".join(text.split())
