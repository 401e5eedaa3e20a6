"""The words of polls, for where nobody can vote: search, emails, feeds and copies."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from forum.database.prepared_queries import PreparedQuery, padded, stand_ins
from forum.polls.models import PollOption


@dataclass
class PollWords:
    question: str
    options: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """All of them, each on a line."""
        return "\n".join([self.question, *self.options] if self.question else self.options)


def words_of_polls(topic_ids: Collection[int]) -> dict[int, PollWords]:
    """Those of the polls in these topics, by topic, in one query; without a topic in none."""
    if not topic_ids:
        return {}
    polls: dict[int, PollWords] = {}
    wanted = padded(topic_ids)
    for topic_id, question, text in _options(len(wanted)).rows(wanted):
        polls.setdefault(topic_id, PollWords(question)).options.append(text)
    return polls


@cache
def _options(count: int) -> PreparedQuery:
    topics = stand_ins(count)
    options = PollOption.objects.filter(poll__topic__in=topics).order_by("poll", "position")
    return PreparedQuery(options.values_list("poll__topic", "poll__question", "text"), topics)
