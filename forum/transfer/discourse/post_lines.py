"""One line of JSON for each post (`/posts/ID.json`), in any order; what the topics are is put together from them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forum.transfer.discourse.records import (
    LARGEST_ID,
    BadRecord,
    ForeignPost,
    ForeignTopic,
    post_from,
    whole,
    words,
)
from forum.transfer.reporting import Report

FILE = "posts.jsonl"
INDEX = "topics.json"


class PostLines:
    def __init__(self, path: Path):
        self.path = path
        # Where the lines of each topic begin; the posts themselves are read topic by topic.
        self.places: dict[int, list[int]] | None = None

    @staticmethod
    def recognises(path: Path) -> bool:
        return (path / FILE).is_file()

    def topics(self, report: Report) -> Iterator[ForeignTopic]:
        index = self.index()
        with (self.path / FILE).open("rb") as file:
            if self.places is None:
                self.places = places_in(file, report)
            for topic_id, places in sorted(self.places.items()):
                records = [record_at(file, place) for place in places]
                yield put_together(
                    topic_id, [record for record in records if record], index.get(topic_id), report
                )

    def index(self) -> dict[int, dict]:
        """What the archive's own index says of each topic; it is used only where the posts say nothing."""
        try:
            entries = json.loads((self.path / INDEX).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        entries = entries if isinstance(entries, list) else []
        return {whole(entry, "topic_id"): entry for entry in entries if isinstance(entry, dict)}


def places_in(file, report: Report) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    place = 0
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                post = post_from(loaded(line), f"line {number}")
                places.setdefault(post.topic_id, []).append(place)
            except BadRecord as bad:
                report.warn(bad.kind, str(bad))
        place += len(line)
    return places


def loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def record_at(file, place: int) -> dict | None:
    file.seek(place)
    record = loaded(file.readline())
    return record if isinstance(record, dict) else None


def put_together(topic_id: int, records: list[dict], entry: dict | None, report: Report) -> ForeignTopic:
    posts: dict[int, tuple[ForeignPost, dict]] = {}
    for record in records:
        try:
            post = post_from(record, f"topic {topic_id}")
        except BadRecord:
            continue  # the file has changed under us; the next run will see
        known = posts.get(post.id)
        if known:
            report.warn("twice", post.where())
        if not known or is_later(post, known[0]):
            posts[post.id] = (post, record)
    # Later posts were fetched later, so the last one knows the topic by its latest name.
    last = max(posts.items(), default=(0, (None, {})), key=lambda item: item[0])[1][1]
    facts = {**(entry or {}), **{key.removeprefix("topic_"): value for key, value in last.items()}}
    return ForeignTopic(
        id=topic_id,
        title=words(facts, "title"),
        slug=words(facts, "slug"),
        category_id=whole(facts, "category_id") if abs(whole(facts, "category_id")) < LARGEST_ID else 0,
        posts=sorted((post for post, _ in posts.values()), key=lambda post: (post.number, post.id)),
    )


def is_later(post: ForeignPost, other: ForeignPost) -> bool:
    """Whether this is the later copy of the two."""
    if post.version != other.version:
        return post.version > other.version
    return bool(post.updated_at and other.updated_at and post.updated_at > other.updated_at)
