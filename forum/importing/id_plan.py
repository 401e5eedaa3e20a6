"""Which ids the topics and posts of an archive have here.

Texts quote and link each other, so every post has its id here before the first text is converted. The plan is stored
as it is made: an import that is broken off goes on with the same ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from forum.importing.batching import in_batches
from forum.importing.contents import Contents
from forum.importing.models import Import
from forum.importing.reserved_ids import reserved_ids
from forum.posts.models import Post
from forum.topics.models import Topic

RESERVED = "reserved-"  # before the kind of a row that has its id but is yet to be written


@dataclass
class IdPlan:
    """Which id here belongs to which there, and which of these rows are written already."""

    topics: dict[int, int]
    posts: dict[int, int]
    written_topics: set[int]
    written_posts: set[int]


@transaction.atomic
def make_plan(source: str, contents: Contents) -> IdPlan:
    topics, written_topics = _plan(source, "topic", Topic, dict.fromkeys(contents.titles))
    numbers = {post: contents.number_of(post) for post in contents.topic_of}
    posts, written_posts = _plan(source, "post", Post, numbers)
    return IdPlan(topics, posts, written_topics, written_posts)


def _plan(
    source: str, kind: str, model: type[Model], numbers: Mapping[int, int | None]
) -> tuple[dict[int, int], set[int]]:
    """The ids here of these ids there, whose numbers are kept with them; and which of them are written."""
    known: dict[int, int] = {}
    written: set[int] = set()
    rows = Import.objects.filter(source=source, kind__in=[kind, RESERVED + kind])
    for row_kind, foreign_id, local_id in rows.values_list("kind", "foreign_id", "local_id").iterator():
        known[int(foreign_id)] = local_id
        if row_kind == kind:
            written.add(int(foreign_id))
    new = [foreign_id for foreign_id in numbers if foreign_id not in known]
    reserved = dict(zip(new, reserved_ids(model, len(new)), strict=True))
    Import.objects.bulk_create(
        (
            Import(
                source=source,
                kind=RESERVED + kind,
                foreign_id=str(there),
                local_id=here,
                number=numbers[there],
            )
            for there, here in reserved.items()
        ),
        batch_size=1000,
    )
    return known | reserved, written


def mark_written(source: str, kind: str, foreign_ids: list[int]) -> int:
    """Call it in the transaction that writes the rows. Return how many of them were only reserved until now."""
    marked = 0
    for part in in_batches(map(str, foreign_ids)):
        rows = Import.objects.filter(source=source, kind=RESERVED + kind, foreign_id__in=part)
        marked += rows.update(kind=kind)
    return marked


def numbers_there(source: str, topic_id: int) -> dict[int, int]:
    """The numbers that the posts of a topic had there, by their ids here."""
    posts = Post.objects.filter(topic=topic_id).values_list("pk", flat=True)
    numbers: dict[int, int] = {}
    for batch in in_batches(posts):
        # Without the source, which would have databases read all rows of it instead of these few.
        rows = Import.objects.filter(local_id__in=batch, number__isnull=False)
        numbers |= {
            row.local_id: row.number for row in rows if row.source == source and row.number is not None
        }
    return numbers


def is_written_here(source: str, topic_id: int) -> bool:
    """Whether a topic has posts of no import."""
    numbered = numbers_there(source, topic_id).keys()
    others = set(Post.objects.filter(topic=topic_id).values_list("pk", flat=True)) - numbered
    rows = Import.objects.filter(source=source, kind__in=["post", f"{RESERVED}post"], local_id__in=others)
    return len(others) > rows.count()
