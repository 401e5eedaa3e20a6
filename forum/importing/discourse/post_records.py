"""Posts one by one (`/posts/ID.json`), in any order; what the topics are is put together from them."""

import gzip
import json
import os
import shutil
import tempfile
import weakref
from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from forum.importing.discourse import json_files
from forum.importing.discourse.archive import DiscourseArchive
from forum.importing.discourse.json_records import Record, integer, post_from, tags_of, words
from forum.importing.discourse.private_messages import Groups, conversation_from, is_private
from forum.importing.records import LARGEST_ID, BadRecord, ForeignPost, ForeignTopic, is_later
from forum.importing.report import Warnings

LINES = ("posts.jsonl", "posts.ndjson", "posts.jsonl.gz", "posts.ndjson.gz")
INDEX = "topics.json"
FIELDS = ("post_number", "topic_id")


class PostRecords(DiscourseArchive):
    """An archive of posts. They are read once for where each topic's lie, and then topic by topic."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.places: dict[int, list[Any]] | None = None

    @abstractmethod
    def records(self) -> Iterator[tuple[Any, Any, str]]:
        """All records with the place of each, and that place in words."""

    @abstractmethod
    def record_at(self, place: Any) -> Any: ...

    def topics(self, report: Warnings) -> Iterator[ForeignTopic]:
        index, groups = self.index(), Groups(self.path)
        if self.places is None:
            self.places = self.places_of_topics(report)
        for topic_id, places in sorted(self.places.items()):
            records = [record for record in map(self.record_at, places) if isinstance(record, dict)]
            yield assemble_topic(topic_id, records, index.get(topic_id), groups, report)

    def places_of_topics(self, report: Warnings) -> dict[int, list[Any]]:
        places: dict[int, list[Any]] = {}
        for record, place, where in self.records():
            try:
                places.setdefault(post_from(record, where).topic_id, []).append(place)
            except BadRecord as bad:
                report.warn(bad.kind, str(bad))
        return places

    def index(self) -> dict[int, Record]:
        """What the archive's own index says of each topic; it is used only where the posts say nothing."""
        try:
            entries = json_files.read_json(self.path / INDEX)
        except json_files.BrokenFile:
            return {}
        entries = entries if isinstance(entries, list) else []
        return {integer(entry, "topic_id"): entry for entry in entries if isinstance(entry, dict)}


class PostLines(PostRecords):
    """One line of JSON for each post."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path)
        self.name = name

    @classmethod
    def recognize(cls, path: Path) -> "PostLines | None":
        return next((cls(path, name) for name in LINES if (path / name).is_file()), None)

    @cached_property
    def plain(self) -> Path:
        """The lines, unpacked: they are read again out of order, and a packed file cannot be entered in the middle."""
        file = self.path / self.name
        if file.suffix != ".gz":
            return file
        handle, name = tempfile.mkstemp(suffix=".jsonl")
        weakref.finalize(self, os.unlink, name)
        os.close(handle)
        with gzip.open(file) as packed, Path(name).open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        return Path(name)

    def records(self) -> Iterator[tuple[Any, int, str]]:
        place = 0
        with self.plain.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield record_in(line), place, f"line {number}"
                place += len(line)

    def record_at(self, place: int) -> Any:
        with self.plain.open("rb") as file:
            file.seek(place)
            return record_in(file.readline())


class PostFiles(PostRecords):
    """One file for each post, in folders by month or not: `posts/2022-08-August/0000000001-wren-boiling-point.json`."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(path)
        self.folder = folder

    @classmethod
    def recognize(cls, path: Path) -> "PostFiles | None":
        for folder in (path / "posts", path):
            if json_files.have_fields(cls(path, folder).files(), *FIELDS):
                return cls(path, folder)
        return None

    def files(self) -> Iterator[Path]:
        yield from json_files.files_in(self.folder)
        if self.folder.is_dir():
            for inner in sorted(self.folder.iterdir()):
                yield from json_files.files_in(inner)

    def records(self) -> Iterator[tuple[Any, Path, str]]:
        for file in self.files():
            yield self.record_at(file), file, file.name

    def record_at(self, place: Path) -> Any:
        try:
            return json_files.read_json(place)
        except json_files.BrokenFile:
            return None


def record_in(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def assemble_topic(
    topic_id: int, records: list[Record], entry: Record | None, groups: Groups, report: Warnings
) -> ForeignTopic:
    posts: dict[int, tuple[ForeignPost, Record]] = {}
    for record in records:
        try:
            post = post_from(record, f"topic {topic_id}")
        except BadRecord:
            continue  # the file has changed under us; the next run will see
        known = posts.get(post.id)
        if known:
            report.warn("twice", post.where(), topic_id)
        if not known or is_later(post, known[0]):
            posts[post.id] = (post, record)
    # Later posts were fetched later, so the last one knows the topic by its latest name.
    last = max(posts.items(), default=(0, (None, {})), key=lambda item: item[0])[1][1]
    facts = {**(entry or {}), **{key.removeprefix("topic_"): value for key, value in last.items()}}
    # If it was private when one of its posts was fetched it stays so, whatever the others say.
    is_conversation = any(map(is_private, [facts, *(record for _, record in posts.values())]))
    of_topic = sorted((post for post, _ in posts.values()), key=lambda post: (post.number, post.id))
    return ForeignTopic(
        id=topic_id,
        title=words(facts, "title"),
        slug=words(facts, "slug"),
        category_id=integer(facts, "category_id") if abs(integer(facts, "category_id")) < LARGEST_ID else 0,
        tags=tags_of(facts),
        post_count=integer(facts, "posts_count"),
        posts=of_topic,
        conversation=conversation_from(facts, of_topic, groups) if is_conversation else None,
    )
