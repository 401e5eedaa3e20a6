"""One JSON file for each topic (`/t/ID.json` with all its posts), and one of Markdown beside it (`/raw/ID`)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forum.transfer.discourse import raw_pages
from forum.transfer.discourse.records import (
    LARGEST_ID,
    BadRecord,
    ForeignPost,
    ForeignTopic,
    member_from,
    moment,
    post_from,
    whole,
    words,
)
from forum.transfer.reporting import Report

NUMBERED = re.compile(r"(\d{1,15})\.json$")


class TopicFiles:
    def __init__(self, path: Path):
        self.path = path

    @staticmethod
    def recognises(path: Path) -> bool:
        return next((path / "json").glob("*.json"), None) is not None

    def topics(self, report: Report) -> Iterator[ForeignTopic]:
        for file in sorted((self.path / "json").glob("*.json"), key=number_of):
            try:
                topic = topic_in(file, report)
            except BadRecord as bad:
                report.warn(bad.kind, str(bad))
                continue
            self.add_raw(topic, file, report)
            yield topic

    def add_raw(self, topic: ForeignTopic, file: Path, report: Report) -> None:
        """Give the posts the Markdown they were written in; where it is missing, their HTML has to do."""
        page = self.path / "raw" / f"{file.stem}.md"
        try:
            text = page.read_text(encoding="utf-8", errors="replace")
        except OSError:
            report.warn("raw_missing", file.stem)
            return
        found = raw_pages.texts(text, {post.number: post.author.username for post in topic.posts})
        for post in topic.posts:
            post.raw = found.get(post.number, post.raw)


def number_of(file: Path) -> tuple[int, str]:
    found = NUMBERED.search(file.name)
    return (int(found[1]) if found else 0, file.name)


def topic_in(file: Path, report: Report) -> ForeignTopic:
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, OSError, RecursionError):
        raise BadRecord("broken", file.name) from None
    if not isinstance(data, dict) or not 0 < whole(data, "id") < LARGEST_ID:
        raise BadRecord("fields", file.name)
    if data.get("archetype", "regular") != "regular":
        raise BadRecord("private", file.name)
    stream = data.get("post_stream")
    records = stream.get("posts") if isinstance(stream, dict) else None
    topic = heading_of(data)
    topic.posts = posts_of(topic, records if isinstance(records, list) else [], file.name, report)
    return topic


def heading_of(data: dict) -> ForeignTopic:
    details = data.get("details")
    author = details.get("created_by") if isinstance(details, dict) else None
    pinned = data.get("pinned") is True or data.get("pinned_globally") is True
    created_at = moment(data.get("created_at"))
    return ForeignTopic(
        id=whole(data, "id"),
        title=words(data, "unicode_title") or words(data, "title"),
        slug=words(data, "slug"),
        category_id=whole(data, "category_id"),
        created_at=created_at,
        author=member_from(author) if isinstance(author, dict) else None,
        views=max(whole(data, "views"), 0),
        is_closed=data.get("closed") is True,
        is_archived=data.get("archived") is True,
        is_unlisted=data.get("visible") is False,
        is_deleted=bool(data.get("deleted_at")),
        pinned_at=moment(data.get("pinned_at")) or created_at if pinned else None,
    )


def posts_of(topic: ForeignTopic, records: list[Any], where: str, report: Report) -> list[ForeignPost]:
    posts: dict[int, ForeignPost] = {}
    for place, record in enumerate(records, 1):
        try:
            # Which topic a post belongs to is said by the file it stands in.
            record = {**record, "topic_id": topic.id} if isinstance(record, dict) else record
            post = post_from(record, f"{where}, post {place}")
        except BadRecord as bad:
            report.warn(bad.kind, str(bad))
            continue
        if post.id in posts:
            report.warn("twice", post.where())
        posts[post.id] = post
    return sorted(posts.values(), key=lambda post: (post.number, post.id))
