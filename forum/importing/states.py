"""In what state things come in: closed, pinned, hidden, removed, edited."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from forum import markup
from forum.html_tree import parse_html
from forum.importing.drafts import PostDraft
from forum.importing.records import ForeignPost, ForeignTopic, Kind
from forum.importing.storable import storable
from forum.markup.emoji import with_emoji
from forum.markup.unicode_text import visible_line
from forum.moderation import acts, topic_acts
from forum.moderation.models import LogEntry

LONGEST_TITLE = 200


def topic_title(foreign: str) -> tuple[str, bool]:
    """The title as it may stand here, and whether it had to be cut."""
    title = visible_line(storable(with_emoji(foreign))) or _("Untitled topic")
    return markup.excerpt(title, LONGEST_TITLE)[:LONGEST_TITLE], len(title) > LONGEST_TITLE


def topic_state(topic: ForeignTopic, posts: list[PostDraft], members: dict[str, int]) -> dict[str, Any]:
    # Nobody moderates a conversation, so nothing is pinned there or hidden from those who take part.
    state: dict[str, Any] = {} if topic.is_private else {"pinned_at": topic.pinned_at}
    last = posts[-1].created_at
    if topic.is_closed or topic.is_archived:
        locking = [
            post for post in topic.posts if post.action in topic_acts.lock.imported_as and post.created_at
        ]
        state["locked_at"] = locking[-1].created_at if locking else last
        state["locked_by_id"] = members[locking[-1].author.key] if locking else None
    reason = "" if topic.is_private else removal_of(topic, posts)
    if reason:
        state |= {"removed_at": last, "removed_reason": reason}
    return state


def removal_of(topic: ForeignTopic, posts: list[PostDraft]) -> str:
    if topic.is_deleted:
        return _("Deleted on the old forum.")
    if topic.is_unlisted:
        return _("Not listed on the old forum.")
    # The author of a topic deletes it with its first post; where others have answered, it stays.
    if all(post.foreign.is_deleted_by_author for post in posts):
        return _("Deleted by its author on the old forum.")
    return ""


def post_state(post: ForeignPost, created_at: datetime, author: int) -> dict[str, Any]:
    state: dict[str, Any] = {}
    changed_at = max(post.updated_at or created_at, created_at)
    if post.version > 1:
        # Whoever edited it, a moderator perhaps, is not in the archive.
        state["edited_at"] = changed_at
    if post.is_deleted_by_author:
        reason, by = _("Deleted by its author on the old forum."), author
    elif post.is_hidden:
        reason, by = _("Hidden on the old forum after members reported it."), None
    elif post.is_deleted:
        reason, by = _("Deleted on the old forum."), None
    else:
        return state
    return state | {"removed_at": changed_at, "removed_by_id": by, "removed_reason": reason}


def write_log(topic: ForeignTopic, topic_id: int, members: dict[str, int]) -> None:
    """Enter what moderators did to the topic into the log, with what they said about it."""
    names = acts.names_by_import()
    LogEntry.objects.bulk_create(
        LogEntry(
            by_id=members[post.author.key],
            act=names[post.action],
            topic_id=topic_id,
            reason=text_of(post)[:500],
            created_at=post.created_at,
        )
        for post in topic.posts
        if post.kind == Kind.ACT and post.action in names and post.created_at
    )


def text_of(post: ForeignPost) -> str:
    return " ".join(storable(parse_html(post.cooked).text()).split())
