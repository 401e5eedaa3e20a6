"""What the log keeps of a removal, so that undoing a return removes as before."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.topics.models import Topic


def removal_detail(is_withheld: bool, is_spam: bool = False) -> Detail:
    facts = {"is_withheld": is_withheld, "is_spam": is_spam}
    return {name: True for name, is_so in facts.items() if is_so}


def present_removal(thing: Topic | Post) -> Detail:
    detail = {"was_reason": thing.removed_reason, "was_withheld": bool(thing.is_withheld)}
    return detail | ({"was_spam": True} if was_spam(thing) else {})


def was_spam(thing: Topic | Post) -> bool:
    about = {"topic": thing, "post": None} if isinstance(thing, Topic) else {"post": thing}
    removal = LogEntry.objects.filter(act="remove", member=None, **about).order_by("-pk").first()
    return removal is not None and bool(removal.detail.get("is_spam"))


def former_removal(entry: LogEntry, reason: str) -> dict[str, Any]:
    """Return the reason, whether the text was withheld, and whether it was spam, from before it was restored."""
    detail = entry.detail
    return {
        "reason": detail.get("was_reason") or reason,
        "is_withheld": detail.get("was_withheld", False),
        "is_spam": detail.get("was_spam", False),
    }


def state_of(thing: Topic | Post) -> Detail:
    """As it is kept where a removal takes the place of an earlier one, such as its author's."""
    return {"by": thing.removed_by_id, "reason": thing.removed_reason, "is_withheld": thing.is_withheld}


def set_state(thing: Topic | Post, by: int | None, reason: str, *, is_withheld: bool | None) -> None:
    """Say otherwise by whom and why it was removed. The caller has locked it."""
    facts: dict[str, Any] = {"removed_by": by, "removed_reason": reason, "is_withheld": is_withheld}
    type(thing)._default_manager.filter(pk=thing.pk).exclude(removed_at=None).update(**facts)
    topic = thing.topic if isinstance(thing, Post) else thing
    topic.refresh_from_db()
    topic.touch()


def put_former_back(thing: Topic | Post, entry: LogEntry) -> bool:
    """Undo a removal that took the place of an earlier one: that one counts again. False if it took none's place."""
    former = entry.detail.get("instead_of")
    if former is None:
        return False
    set_state(thing, former["by"], former["reason"], is_withheld=former["is_withheld"])
    return True


def undo_removal(
    restore: Act[Any], by: User, thing: Topic | Post, entry: LogEntry, reason: str
) -> LogEntry | None:
    """Restore it, or let the earlier removal count again whose place this one took."""
    thing = restore.on.lock(by, thing)
    if restore.is_due(thing) and restore.is_allowed(by, thing) and put_former_back(thing, entry):
        return restore.log(by, thing, reason, {"is_silent": True, "is_removed_still": True})
    return restore.perform(by, thing, reason)


def withheld_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("text withheld from its author") if detail.get("is_withheld") else ""
