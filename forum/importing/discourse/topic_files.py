"""One JSON file for each topic (`/t/ID.json` with all its posts), and its Markdown beside it (`/raw/ID`)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from forum.importing.discourse import json_files
from forum.importing.discourse.archive import DiscourseArchive
from forum.importing.discourse.json_records import (
    Record,
    date_from,
    integer,
    member_from,
    post_from,
    tags_of,
    words,
)
from forum.importing.discourse.private_messages import PRIVATE, REGULAR, Groups, conversation_from, is_private
from forum.importing.discourse.raw_pages import RawPages
from forum.importing.records import LARGEST_ID, BadRecord, ForeignPost, ForeignTopic, is_later
from forum.importing.report import Warnings

FOLDERS = ("json", "topics", "t", "")


class TopicFiles(DiscourseArchive):
    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(path)
        self.folder = folder
        self.raw = RawPages(folder / "raw", path / "raw", folder.parent / "raw", folder)

    @classmethod
    def recognize(cls, path: Path) -> "TopicFiles | None":
        for name in FOLDERS:
            folder = path / name
            if json_files.have_fields(json_files.files_in(folder), "post_stream"):
                return cls(path, folder)
        return None

    def topics(self, report: Warnings) -> Iterator[ForeignTopic]:
        """Copies of a topic and pages of it lie next to each other, for their names have its number."""
        groups = Groups(self.path)
        pending: ForeignTopic | None = None
        stems: list[str] = []
        for file in json_files.files_in(self.folder):
            try:
                topic = topic_in(file, groups, report)
            except BadRecord as bad:
                report.warn(bad.kind, str(bad))
                continue
            if pending and pending.id == topic.id:
                report.warn("topic_twice", str(topic.id), topic.id)
                merge_copy(pending, topic)
            else:
                yield from self.with_markdown(pending, stems, report)
                pending, stems = topic, []
            stems.append(json_files.stem_of(file))
        yield from self.with_markdown(pending, stems, report)

    def with_markdown(
        self, topic: ForeignTopic | None, stems: list[str], report: Warnings
    ) -> Iterator[ForeignTopic]:
        """Give the posts the Markdown they were written in; where it is missing, their HTML has to do."""
        if topic is None:
            return
        texts = self.raw.texts(stems, topic.id, {post.number: post.author.username for post in topic.posts})
        if texts is None:
            if any(post.raw is None for post in topic.posts):
                report.warn("raw_missing", stems[0], topic.id)
        else:
            for post in topic.posts:
                post.raw = texts.get(post.number, post.raw)
        yield topic


def topic_in(file: Path, groups: Groups, report: Warnings) -> ForeignTopic:
    try:
        data = json_files.read_json(file)
    except json_files.BrokenFile:
        raise BadRecord("broken", file.name) from None
    if not isinstance(data, dict) or not 0 < integer(data, "id") < LARGEST_ID:
        raise BadRecord("fields", file.name)
    if data.get("archetype", REGULAR) not in (REGULAR, PRIVATE):
        raise BadRecord("archetype", file.name)
    topic = topic_from(data)
    stream = data.get("post_stream")
    stream = stream if isinstance(stream, dict) else {}
    records, named = stream.get("posts"), stream.get("stream")
    topic.posts = posts_of(topic, records if isinstance(records, list) else [], file.name, report)
    topic.stream = (
        frozenset(number for number in named if is_id(number)) if isinstance(named, list) else topic.stream
    )
    mark_answer(topic, data.get("accepted_answer"))
    if is_private(data):
        topic.conversation = conversation_from(data, topic.posts, groups)
    return topic


def is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST_ID


def topic_from(data: Record) -> ForeignTopic:
    details = data.get("details")
    author = details.get("created_by") if isinstance(details, dict) else None
    pinned = data.get("pinned") is True or data.get("pinned_globally") is True
    created_at = date_from(data.get("created_at"))
    return ForeignTopic(
        id=integer(data, "id"),
        title=words(data, "unicode_title") or words(data, "title"),
        slug=words(data, "slug"),
        category_id=integer(data, "category_id"),
        created_at=created_at,
        author=member_from(author) if isinstance(author, dict) else None,
        views=max(integer(data, "views"), 0),
        is_closed=data.get("closed") is True,
        is_archived=data.get("archived") is True,
        is_unlisted=data.get("visible") is False,
        is_deleted=bool(data.get("deleted_at")),
        pinned_at=date_from(data.get("pinned_at")) or created_at if pinned else None,
        tags=tags_of(data),
        post_count=integer(data, "posts_count"),
    )


def posts_of(topic: ForeignTopic, records: list[Any], where: str, report: Warnings) -> list[ForeignPost]:
    posts: list[ForeignPost] = []
    for place, record in enumerate(records, 1):
        try:
            # Which topic a post belongs to is said by the file it stands in.
            record = {**record, "topic_id": topic.id} if isinstance(record, dict) else record
            posts.append(post_from(record, f"{where}, post {place}"))
        except BadRecord as bad:
            report.warn(bad.kind, str(bad), topic.id)
    latest = {post.id: post for post in posts}
    for post in posts:
        if latest[post.id] is not post:
            report.warn("twice", post.where(), topic.id)
    return in_order(latest.values())


def mark_answer(topic: ForeignTopic, answer: Any) -> None:
    """The topic, too, may say which of its posts was accepted as the answer."""
    number = integer(answer, "post_number") if isinstance(answer, dict) else 0
    for post in topic.posts:
        post.is_answer = post.is_answer or post.number == number


def merge_copy(topic: ForeignTopic, copy: ForeignTopic) -> None:
    """Add the posts of another copy, or of another page."""
    posts = {post.id: post for post in topic.posts}
    # The copy with the latest post was made last. A topic that was private in any of them stays so.
    last, last_of_copy = (max((post.id for post in each.posts), default=0) for each in (topic, copy))
    pair = (topic, copy) if last > last_of_copy else (copy, topic)
    topic.conversation = pair[0].conversation or pair[1].conversation
    for post in copy.posts:
        if post.id not in posts or is_later(post, posts[post.id]):
            posts[post.id] = post
    topic.posts = in_order(posts.values())
    topic.stream |= copy.stream
    topic.post_count = max(topic.post_count, copy.post_count)


def in_order(posts: Iterable[ForeignPost]) -> list[ForeignPost]:
    return sorted(posts, key=lambda post: (post.number, post.id))
