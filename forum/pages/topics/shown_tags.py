"""A topic's tags, read with the topic itself, so that its page pays for no query of them."""

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from forum.topics.models import Tag, Topic, TopicQuerySet

# Written by hand, as in `similar`.
ROWS = {
    "sqlite": "json_group_array(json_array(t.name, t.id, t.slug))",
    "postgresql": "jsonb_agg(jsonb_build_array(t.name, t.id, t.slug))",
}
TAGS = """
    (SELECT {rows} FROM topics_topic_tags g JOIN topics_tag t ON t.id = g.tag_id WHERE g.topic_id = topics_topic.id)
"""


def with_tags(topics: TopicQuerySet) -> TopicQuerySet:
    """Add what `tags_of` needs."""
    # Nothing in it comes from anybody.
    return topics.annotate(tag_rows=RawSQL(TAGS.format(rows=ROWS[connection.vendor]), (), JSONField()))  # noqa: S611


def tags_of(topic: Topic) -> list[Tag]:
    """The tags with what links to them need, in a query only if the topic was not read `with_tags`."""
    if not hasattr(topic, "tag_rows"):
        return list(topic.tags.all())
    rows = sorted(topic.tag_rows or [])
    return [Tag(pk=pk, name=name, slug=slug) for name, pk, slug in rows]
