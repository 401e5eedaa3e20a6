"""The topics at the foot of a topic's page that are about the same thing, read with the topic itself.

They are asked for in the topic's own query, so that no page pays for another one.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language, ngettext

from accounts.models import Reader
from forum.boards.models import permissions_of
from forum.topics.models import Topic, TopicQuerySet, topic_address

MOST = 5
# Written by hand: Django takes a millisecond to put this together, five with the conditions on what is muted, and
# this is asked for each page of a topic that anybody looks at.
ROWS = {
    "sqlite": "json_group_array(json_array(s.rank, t.id, t.title, t.board_id, b.name, t.post_count))",
    "postgresql": "jsonb_agg(jsonb_build_array(s.rank, t.id, t.title, t.board_id, b.name, t.post_count))",
}
SIMILAR = """
    (SELECT {rows} FROM search_similartopic s
    JOIN topics_topic t ON t.id = s.other_id
    JOIN boards_board b ON b.id = t.board_id
    WHERE s.topic_id = topics_topic.id AND t.removed_at IS NULL AND {condition})
"""
IS_UNMUTED = """
    NOT EXISTS (SELECT 1 FROM follows_follow f WHERE f.member_id = %s AND f.state = 'muted' AND (
        f.topic_id = t.id OR f.board_id = t.board_id OR f.person_id = t.author_id
        OR f.tag_id IN (SELECT g.tag_id FROM topics_topic_tags g WHERE g.topic_id = t.id)))
"""


@dataclass(frozen=True)
class SimilarRow:
    topic_id: int
    title: str
    board: str
    reply_count: int
    address: str

    @property
    def replies(self) -> str:
        return replies_in_words(self.reply_count, get_language())


@lru_cache(1_000)
def replies_in_words(n: int, _language: str) -> str:
    return ngettext("%(n)s reply", "%(n)s replies", n) % {"n": n}


def with_similar(topics: TopicQuerySet, reader: Reader) -> TopicQuerySet:
    """Add what `similar_rows` needs: those that are not removed, and that nothing the reader has muted keeps away."""
    condition, params = (IS_UNMUTED, [reader.pk]) if reader.is_authenticated else ("TRUE", [])
    sql = SIMILAR.format(rows=ROWS[connection.vendor], condition=condition)
    # Nothing in it comes from anybody but the member's number, and that goes as a parameter.
    return topics.annotate(similar=RawSQL(sql, params, JSONField()))  # noqa: S611


def similar_rows(reader: Reader, topic: Topic) -> list[SimilarRow]:
    """Those that the reader sees, the most alike first; none for a topic that was not read `with_similar`."""
    permissions = permissions_of(reader)
    seen = (
        SimilarRow(pk, title, board, max(post_count - 1, 0), topic_address(pk, title))
        for _rank, pk, title, board_id, board, post_count in sorted(getattr(topic, "similar", None) or [])
        if permissions.allow("see", board_id)
    )
    return list(islice(seen, MOST))
