"""Why something waits, as the queue shows it to one moderator, with what speaks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import Reader
from forum.filters import bayes
from forum.posts.approval import Finding, stored
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit


class HasReasons(Protocol):
    pk: Any
    reason: str
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class WaitingReason:
    words: str
    post: Post | None = None  # that speaks for it, if this moderator may read it


def reasons_of(reader: Reader, waiting: Iterable[HasReasons]) -> dict[Any, list[WaitingReason]]:
    """By the key of each, in one query for all posts that their evidence names."""
    found = {row.pk: stored(row.reasons) for row in waiting}
    named = {post for each in found.values() for finding in each if (post := _post_of(finding))}
    posts = Post.objects.visible_to(reader).select_related("topic", "author").in_bulk(named) if named else {}
    reasons = {
        pk: [
            WaitingReason(words, posts.get(_post_of(finding) or 0))
            for finding in each
            if (words := str(finding.reason.words(finding.evidence)))
        ]
        for pk, each in found.items()
    }
    # What waited before reasons were kept one by one has its sentence alone.
    return {
        row.pk: reasons[row.pk] or [WaitingReason(words) for words in [row.reason] if words]
        for row in waiting
    }


def hints_of(waiting: Sequence[PendingPost] | Sequence[PendingEdit]) -> dict[int, str]:
    """What the moderators' verdicts say of each, where no reason says it already."""
    texts = [bayes.Text(pending.source, pending.title, pending.author) for pending in waiting]
    said = dict(zip([pending.pk for pending in waiting], hints_of_texts(texts), strict=True))
    for pending in waiting:
        if any(fact.get("name") == bayes.LEARNED.name for fact in pending.reasons):
            said[pending.pk] = ""
    return said


def hints_of_texts(texts: Sequence[bayes.Text]) -> list[str]:
    """The same of texts, whatever they wait for."""
    if not texts or not bayes.is_shown():
        return [""] * len(texts)
    return [bayes.hint(opinion) for opinion in bayes.opinions(texts)]


def _post_of(finding: Finding) -> int | None:
    post = finding.evidence.get("post")
    return post if isinstance(post, int) else None
