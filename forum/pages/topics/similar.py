"""The topics at the foot of a topic's page that are about the same thing, read with the topic itself.

They are asked for in the topic's own query, so that no page pays for another one, and so that visitors' kept pages
can have them in their key: a topic that has gone out of sight is gone from all of them at once.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONArray

from accounts.models import Reader
from forum.follows.selection import without_muted
from forum.topics.models import Topic, TopicQuerySet

MOST = 5


class JSONRows(Aggregate):
    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


@dataclass(frozen=True)
class SimilarRow:
    address: str
    title: str
    board: str
    reply_count: int


def with_similar(topics: TopicQuerySet, reader: Reader) -> TopicQuerySet:
    """Add what `similar_rows` needs: of those that the reader may see and has not muted."""
    others = without_muted(Topic.objects.visible_to(reader).not_removed(), reader)
    others = others.filter(similar_to__topic=OuterRef("pk")).order_by()
    row = JSONArray("similar_to__rank", "pk", "title", "board__name", "post_count")
    rows = others.values("similar_to__topic").annotate(rows=JSONRows(row)).values("rows")
    return topics.annotate(similar=Subquery(rows))


def similar_rows(topic: Topic) -> list[SimilarRow]:
    """The most alike first; none for a topic that was not read `with_similar`."""
    return [
        SimilarRow(Topic(pk=pk, title=title).get_absolute_url(), title, board, max(posts - 1, 0))
        for _rank, pk, title, board, posts in found(topic)
    ]


def similar_key(topic: Topic) -> str:
    """What stands for the names that `similar_rows` gives, in the key of a page that shows them."""
    names = [row[:-1] for row in found(topic)]
    return hashlib.blake2b(repr(names).encode(), digest_size=8).hexdigest()


def found(topic: Topic) -> list[tuple[int, int, str, str, int]]:
    return sorted(getattr(topic, "similar", None) or [])[:MOST]
