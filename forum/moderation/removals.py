"""What the log keeps of a removal, so that undoing a return removes as before."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forum.moderation.acts import Detail
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.topics.models import Topic


def removal_detail(is_withheld: bool) -> Detail:
    return {"is_withheld": True} if is_withheld else {}


def present_removal(thing: Topic | Post) -> Detail:
    return {"was_reason": thing.removed_reason, "was_withheld": bool(thing.is_withheld)}


def former_removal(entry: LogEntry, reason: str) -> dict[str, Any]:
    """Return the reason, and whether the text was withheld, from before it was restored."""
    detail = entry.detail
    return {"reason": detail.get("was_reason") or reason, "is_withheld": detail.get("was_withheld", False)}


def withheld_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("text withheld from its author") if detail.get("is_withheld") else ""
