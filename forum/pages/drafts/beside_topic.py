"""The draft of a reply, read with its topic: no page of a topic pays for a query of its own for it."""

import json
from datetime import UTC, datetime

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from accounts.models import Reader
from forum.drafts import places, saving
from forum.drafts.models import Draft
from forum.topics.models import Topic, TopicQuerySet

ARRAYS = {"sqlite": "json_array", "postgresql": "jsonb_build_array"}
DRAFT = """
    (SELECT {array}(d.sequence, d.body, d.fields, d.saved_at) FROM drafts_draft d
    WHERE d.member_id = %s AND d.place = 'topic:' || topics_topic.id)
"""


def with_draft(topics: TopicQuerySet, reader: Reader) -> TopicQuerySet:
    """Add what `draft_beside` needs, for a member."""
    if not reader.is_authenticated:
        return topics
    # Nothing in it comes from anybody but the member's number, and that goes as a parameter.
    sql = DRAFT.format(array=ARRAYS[connection.vendor])
    return topics.annotate(own_draft=RawSQL(sql, [reader.pk], JSONField()))  # noqa: S611


def draft_beside(reader: Reader, topic: Topic) -> Draft | None:
    """Return the reader's draft of a reply; it takes a query if the topic was not read `with_draft`."""
    if not reader.is_authenticated:
        return None
    if not hasattr(topic, "own_draft"):
        return saving.find(reader, places.for_reply(topic))
    row = topic.own_draft
    if row is None:
        return None
    sequence, body, fields, saved_at = row
    # SQLite keeps both as text, and times without their zone.
    fields = json.loads(fields) if isinstance(fields, str) else fields
    moment = datetime.fromisoformat(saved_at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Draft(place=places.for_reply(topic), sequence=sequence, body=body, fields=fields, saved_at=moment)
