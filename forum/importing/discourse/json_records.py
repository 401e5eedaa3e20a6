"""The records of Discourse's API, with every field looked at: nothing in a file is believed to be what it should be."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from forum.importing.records import LARGEST_ID, STRANGER, BadRecord, ForeignMember, ForeignPost, Kind
from forum.importing.storable import storable

Record = dict[str, Any]  # one object of JSON, by its keys

# A moderator's post (2) is a post as any; a small action (3) says that a topic was closed, pinned and the like.
KINDS = {1: Kind.POST, 2: Kind.POST, 3: Kind.ACT, 4: Kind.WHISPER}
OLDEST = datetime(1995, 1, 1, tzinfo=UTC)
HOST = re.compile(r"/user_avatar/([\w\-]+(?:\.[\w\-]+)+)/")


def post_from(data: Any, where: str) -> ForeignPost:
    """A post as the old forum's API gives it. Raise BadRecord if it has no place or no number."""
    if not isinstance(data, dict):
        raise BadRecord("broken", where)
    post_id, topic_id, number = (integer(data, key) for key in ("id", "topic_id", "post_number"))
    if not (0 < post_id < LARGEST_ID and 0 < topic_id < LARGEST_ID and 0 < number < LARGEST_ID):
        raise BadRecord("fields", where)
    return ForeignPost(
        id=post_id,
        topic_id=topic_id,
        number=number,
        kind=kind_of(data.get("post_type")),
        author=member_from(data, id_key="user_id"),
        created_at=date_from(data.get("created_at")),
        updated_at=date_from(data.get("updated_at")),
        version=integer(data, "version", 1),
        reply_to=integer(data, "reply_to_post_number") or None,
        raw=text(data, "raw"),
        cooked=text(data, "cooked") or "",
        is_hidden=data.get("hidden") is True,
        is_deleted=bool(data.get("deleted_at")),
        is_deleted_by_author=data.get("user_deleted") is True,
        is_answer=data.get("accepted_answer") is True,
        action=words(data, "action_code"),
        action_about=words(data, "action_code_who"),
        host=host_of(words(data, "avatar_template")),
    )


def kind_of(post_type: Any) -> Kind:
    """What is of no kind that we know may not have been for all to read."""
    if post_type is None:
        return Kind.POST
    return KINDS.get(post_type, Kind.ACT) if isinstance(post_type, int) else Kind.ACT


def member_from(data: Record, id_key: str = "id") -> ForeignMember:
    """Return the member named in these fields; all whose name is missing are one stranger."""
    username = words(data, "username").strip()
    number = integer(data, id_key)
    if not username:
        return ForeignMember(STRANGER, "unknown")
    key = str(number) if 0 < abs(number) < LARGEST_ID else f"name:{username.casefold()}"[:120]
    return ForeignMember(key, username, words(data, "name"))


def tags_of(data: Record) -> tuple[str, ...]:
    """The names of a topic's tags; later versions of the old forum write records where there were names."""
    tags = data.get("tags")
    names = [
        words(tag, "name") if isinstance(tag, dict) else storable(tag) if isinstance(tag, str) else ""
        for tag in (tags if isinstance(tags, list) else ())
    ]
    return tuple(dict.fromkeys(name for name in (" ".join(name.split()) for name in names) if name))


def host_of(avatar: str) -> str:
    """The old forum's own host: the only place where every record names it is the address of an avatar."""
    found = HOST.search(avatar)
    return found[1].casefold() if found else ""


def integer(data: Record, key: str, default: int = 0) -> int:
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def words(data: Record, key: str) -> str:
    """A text of a line or so: a name, a title, part of an address."""
    return storable(text(data, key) or "")


def text(data: Record, key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None


def date_from(value: Any) -> datetime | None:
    """The moment, or None if there is none or it cannot be true."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC) if OLDEST < found < datetime.now(UTC) + timedelta(days=1) else None
    except OverflowError:
        return None
