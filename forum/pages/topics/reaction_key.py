"""What stands for the reactions on a page of a topic, in the key of that page as it is kept for visitors.

It is asked for in the topic's own query. A reaction raises no version, since that would empty what is kept of the
topic's other pages, and all who react in a topic would wait for each other.
"""

import hashlib

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from forum.posts.page_numbers import PER_PAGE
from forum.topics.models import Topic, TopicQuerySet

JOINED = {"sqlite": "group_concat({}, ' ')", "postgresql": "string_agg({}, ' ')"}
TALLY = """
    (SELECT {joined} FROM (
        SELECT r.post_id, r.emoji, COUNT(*) AS n FROM posts_post p JOIN reactions_reaction r ON r.post_id = p.id
        WHERE p.topic_id = topics_topic.id AND p.number BETWEEN %s AND %s
        GROUP BY r.post_id, r.emoji ORDER BY r.post_id, r.emoji
    ) tally)
"""


def with_reactions(topics: TopicQuerySet, page: int) -> TopicQuerySet:
    """Add what `reaction_key` needs, for a page of the forum's own size."""
    last = page * PER_PAGE
    sql = TALLY.format(joined=JOINED[connection.vendor].format("post_id || ':' || emoji || n"))
    # Numbers alone, as parameters.
    return topics.annotate(reaction_tally=RawSQL(sql, [last - PER_PAGE + 1, last], TextField()))  # noqa: S611


def reaction_key(topic: Topic) -> str:
    """Empty where nobody has reacted, or for a topic that was not read `with_reactions`."""
    tally: str | None = getattr(topic, "reaction_tally", None)
    return hashlib.blake2b(tally.encode(), digest_size=8).hexdigest() if tally else ""
