"""Reasons and answers that the owner saved for moderators, with what they are about filled in."""

from django.db.models import Model

from accounts.models import User
from forum.moderation.models import SavedText
from forum.moderation.reasons import ReadyReason
from forum.own_pages.rules import Rule
from forum.posts.models import PendingPost, Post
from forum.topics.models import Topic


def saved_reasons() -> tuple[ReadyReason, ...]:
    rows = SavedText.objects.filter(use=SavedText.Use.REASON)
    return tuple(ReadyReason(f"saved-{row.pk}", row.words, is_spam=row.is_spam) for row in rows)


def saved_answers() -> list[str]:
    return list(SavedText.objects.filter(use=SavedText.Use.ANSWER).values_list("words", flat=True))


def filled(words: str, thing: Model | None, rule: Rule | None = None) -> str:
    """The words with {member}, {topic}, {board} and {rule}; what there is none of goes. Other braces stay."""
    if "{" not in words:
        return words
    topic = (
        thing if isinstance(thing, Topic) else thing.topic if isinstance(thing, Post | PendingPost) else None
    )
    member = thing if isinstance(thing, User) else getattr(thing, "author", None)
    values = {
        "{member}": member.name if isinstance(member, User) else "",
        "{topic}": topic.title if topic else "",
        "{board}": topic.its_board.name if topic else "",
        "{rule}": rule.words if rule else "",
    }
    # In one go: a title may itself hold such a word.
    parts, rest = [], words
    while rest:
        name = next((name for name in values if rest.startswith(name)), "")
        parts.append(values[name] if name else rest[0])
        rest = rest[len(name) or 1 :]
    return "".join(parts)
