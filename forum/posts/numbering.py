"""Giving many posts of a topic other numbers at once, though no two may have the same one at any moment."""

import json
from collections.abc import Mapping

from django.db import connection
from django.db.models import F

from forum.posts.models import Post

# Numbers above this are on their way. Nobody sees them: they and the last step are of one transaction.
ABOVE = 1_000_000_000

SET = {
    "sqlite": """
        UPDATE posts_post SET topic_id = %s, number = wanted.number
        FROM (SELECT key + 0 AS id, value AS number FROM json_each(%s)) AS wanted WHERE posts_post.id = wanted.id
    """,
    "postgresql": """
        UPDATE posts_post SET topic_id = %s, number = wanted.value::int
        FROM json_each_text(%s) AS wanted WHERE posts_post.id = wanted.key::bigint
    """,
}


def set_numbers(topic_id: int, numbers: Mapping[int, int]) -> None:
    """Let these posts be in the topic, with these numbers. The others there have none of them.

    The caller has locked the topic, and the one that posts come from. Takes two queries.
    """
    if not numbers:
        return
    above = json.dumps({post: ABOVE + number for post, number in numbers.items()})
    with connection.cursor() as cursor:
        cursor.execute(SET[connection.vendor], [topic_id, above])
    Post.objects.filter(topic=topic_id, number__gt=ABOVE).update(number=F("number") - ABOVE)
