"""The first reading of an archive: who and what is in it, and which ids it will have here.

Texts quote and link each other, so every post has its id here before the first text is converted. The plan is stored
as it is made: an import that is broken off goes on with the same ids.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from forum.importing.archive import Archive
from forum.importing.batches import parts
from forum.importing.models import Import
from forum.importing.records import LARGEST_ID, ForeignMember, ForeignTopic
from forum.importing.report import Warnings
from forum.importing.reserved_ids import reserved_ids
from forum.posts.models import Post
from forum.topics.models import Topic

RESERVED = "reserved-"  # before the kind of a row that has its id but is yet to be written


@dataclass(slots=True)
class Seen:
    """A member of the archive and the first sign of them."""

    member: ForeignMember
    since: datetime | None


@dataclass
class Contents:
    """What is in an archive, without its texts."""

    titles: dict[int, str] = field(default_factory=dict)
    # (topic, number there) → post; where a number stands twice, the first one has it.
    posts: dict[tuple[int, int], int] = field(default_factory=dict)
    # Post → topic. One that was moved while somebody copied the forum stands in two; topics split off are younger.
    homes: dict[int, int] = field(default_factory=dict)
    members: dict[str, Seen] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    category_of: dict[int, int] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    hosts: Counter[str] = field(default_factory=Counter)
    # Topic → the posts that the old forum named and that are not with it; how many more it counted; numbers left out.
    unseen: dict[int, frozenset[int]] = field(default_factory=dict)
    uncounted: dict[int, int] = field(default_factory=dict)
    skipped: dict[int, int] = field(default_factory=dict)

    def missing(self) -> dict[int, int]:
        """How many posts of each topic are not in the archive, though the old forum named or counted them."""
        lost = {
            topic: max(len(self.unseen[topic] - self.homes.keys()), count)
            for topic, count in self.uncounted.items()
        }
        return {topic: count for topic, count in lost.items() if count > 0}

    def note_member(self, member: ForeignMember | None, at: datetime | None) -> None:
        if member is None:
            return
        self.aliases.setdefault(member.username.casefold(), member.key)
        known = self.members.get(member.key)
        if known is None:
            self.members[member.key] = Seen(member, at)
            return
        if member.name or member.username != known.member.username:
            known.member = member  # people change their names; the last one is how they are known
        if at and (known.since is None or at < known.since):
            known.since = at


def topics_of(archive: Archive, report: Warnings) -> Iterator[ForeignTopic]:
    """Topics that something can be made of. Both readings go through here."""
    seen: set[int] = set()
    for topic in archive.topics(report):
        if topic.id in seen:
            report.warn("topic_again", str(topic.id), topic.id)
        elif any(post.is_kept for post in topic.posts):
            seen.add(topic.id)
            yield topic
        else:
            report.warn("empty_topic", str(topic.id))


def contents_of(archive: Archive, report: Warnings, limit: int | None) -> Contents:
    """What is in the first `limit` topics. All are read even so: who the forum is must not depend on a limit."""
    found = Contents()
    for topic in topics_of(archive, report):
        found.hosts.update(post.host for post in topic.posts if post.host)
        if limit is None or len(found.titles) < limit:
            note(found, topic, report)
    return found


def note(found: Contents, topic: ForeignTopic, report: Warnings) -> None:
    found.titles[topic.id] = topic.title
    note_category(found, topic)
    note_missing(found, topic)
    found.tags.update(topic.tags)
    found.note_member(topic.author, topic.created_at)
    for post in topic.posts:
        found.note_member(post.author, post.created_at)
        if post.is_kept:
            found.posts.setdefault((topic.id, post.number), post.id)
            if post.id in found.homes:
                report.warn("moved", post.where(), topic.id)
            found.homes[post.id] = topic.id


def note_missing(found: Contents, topic: ForeignTopic) -> None:
    here = {post.id for post in topic.posts}
    found.unseen[topic.id] = topic.stream - here
    found.uncounted[topic.id] = max(topic.post_count - len(here), 0) if topic.post_count < LARGEST_ID else 0
    if not topic.stream and not topic.post_count:
        # Nothing says how many there were. A number without a post was deleted there, or is not in the archive.
        numbers = {post.number for post in topic.posts}
        found.skipped[topic.id] = max(numbers, default=0) - len(numbers)


def note_category(found: Contents, topic: ForeignTopic) -> None:
    """Categories have no names in most archives, but each began with a topic that was named after it."""
    found.categories.setdefault(topic.category_id, "")
    found.category_of[topic.id] = topic.category_id
    if topic.title.startswith("About the ") and topic.title.endswith(" category"):
        found.categories[topic.category_id] = topic.title[len("About the ") : -len(" category")].strip()


@dataclass
class Plan:
    """Which id here belongs to which there, and which of these rows are written already."""

    topics: dict[int, int]
    posts: dict[int, int]
    written_topics: set[int]
    written_posts: set[int]


@transaction.atomic
def planned(source: str, contents: Contents) -> Plan:
    topics, written_topics = _planned(source, "topic", Topic, list(contents.titles))
    posts, written_posts = _planned(source, "post", Post, list(contents.homes))
    return Plan(topics, posts, written_topics, written_posts)


def _planned(
    source: str, kind: str, model: type[Model], foreign_ids: list[int]
) -> tuple[dict[int, int], set[int]]:
    known, written = {}, set()
    rows = Import.objects.filter(source=source, kind__in=[kind, RESERVED + kind])
    for row_kind, foreign_id, local_id in rows.values_list("kind", "foreign_id", "local_id").iterator():
        known[int(foreign_id)] = local_id
        if row_kind == kind:
            written.add(int(foreign_id))
    new = [foreign_id for foreign_id in dict.fromkeys(foreign_ids) if foreign_id not in known]
    reserved = dict(zip(new, reserved_ids(model, len(new)), strict=True))
    Import.objects.bulk_create(
        (
            Import(source=source, kind=RESERVED + kind, foreign_id=str(there), local_id=here)
            for there, here in reserved.items()
        ),
        batch_size=1000,
    )
    return known | reserved, written


def mark_written(source: str, kind: str, foreign_ids: list[int]) -> int:
    """Say, in the transaction that writes the rows, that they are no longer only reserved. Return how many were."""
    marked = 0
    for part in parts(map(str, foreign_ids)):
        rows = Import.objects.filter(source=source, kind=RESERVED + kind, foreign_id__in=part)
        marked += rows.update(kind=kind)
    return marked
