"""Saying that an act was done, with a button that undoes it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.moderation.acts import Act
from forum.moderation.models import LogEntry
from forum.pages.addresses import row_number
from forum.pages.messages_beside_posts import beside, other_tags
from forum.posts.models import Post

# In a message's tags it stands before the numbers of the log entries that one press undoes.
UNDO = "undo:"


def say_done(request: HttpRequest, act: Act[Any], entry: LogEntry | None, post: Post | None = None) -> None:
    """Say what was done, beside the post if there is one; None says that somebody was quicker."""
    said = _("This was already done.") if entry is None else act.said()
    tags = undo_tag([entry.pk] if entry and act.opposite else [])
    level = messages.SUCCESS if entry else messages.INFO
    messages.add_message(request, level, said, beside(post, tags) if post else tags)


def undo_tag(entries: Iterable[int]) -> str:
    numbers = ",".join(map(str, entries))
    return f"{UNDO}{numbers}" if numbers else ""


def left_behind(undone: Collection[LogEntry]) -> list[str]:
    """Say which of the posts that these acts had moved were not brought back, and which stay where they went."""
    topics = {entry.topic_id for entry in undone if entry.topic_id}
    if not topics:
        return []
    numbers = [entry.pk for entry in undone]
    backs = LogEntry.objects.filter(topic__in=topics, pk__gt=min(numbers), detail__undoes__in=numbers)
    details = list(backs.values_list("detail", flat=True))
    gone = sum(detail.get("not_back", 0) for detail in details)
    stayed = sum(detail.get("stayed", 0) for detail in details)
    words = []
    if gone:
        said = ngettext(
            "%(count)d post isn’t back: it was moved on or deleted since.",
            "%(count)d posts aren’t back: they were moved on or deleted since.",
            gone,
        )
        words.append(said % {"count": gone})
    if stayed:
        said = ngettext(
            "%(count)d later post stays in the topic that was made.",
            "%(count)d later posts stay in the topic that was made.",
            stayed,
        )
        words.append(said % {"count": stayed})
    return words


def entries_to_undo(message: Message) -> list[int]:
    """Return the numbers of the log entries that the button beside a message undoes."""
    tags = other_tags(message)
    if not tags.startswith(UNDO):
        return []
    numbers = (row_number(number) for number in tags.removeprefix(UNDO).split(","))
    return [number for number in numbers if number]
