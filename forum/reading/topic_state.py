"""How far one member has read one topic."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Case, F, OuterRef, Subquery, When

from accounts.models import User
from forum.database.prepared_queries import MOMENT, PreparedQuery, stand_ins
from forum.reading.read_state import LONG_AGO, horizon, stand_in_reader, unread_posts, with_read_state
from forum.reading.reader_facts import OwnRules, moments_of
from forum.topics import read_marks
from forum.topics.models import Topic

SOUGHT_AMONG = 2_000  # of a topic's last posts, where a moment and no mark says what is read


@dataclass(frozen=True)
class TopicState:
    read_number: int  # of the last post that was read; 0 if none was
    first_unread: int | None  # its number
    last_number: int

    @property
    def effective_number(self) -> int:
        """The mark that would say the same without lines, horizon, and posts that are never unread."""
        return self.last_number if self.first_unread is None else self.first_unread - 1


def state_of(member: User, topic: Topic) -> TopicState:
    """In one query."""
    unwritten: read_marks.Marks = read_marks.MARKS.unwritten_value((member.pk, topic.pk)) or ()
    at_least = max((number for number, _at in unwritten), default=0)
    query = _state(moments_of(member).own_rules, has_mark=bool(at_least))
    values: list[int | datetime] = [member.pk, topic.pk, horizon(member)]
    rows = query.rows([*values, at_least] if at_least else values)
    return TopicState(*(rows[0] if rows else (0, None, topic.last_number)))


@lru_cache
def _state(own_rules: OwnRules, *, has_mark: bool) -> PreparedQuery:
    """Asks with the member, the topic, the horizon, and the number of a mark that is not written yet."""
    member_id, topic_id, number = stand_ins(3)
    member = stand_in_reader(member_id, own_rules)
    at_least = number if has_mark else 0
    rows = with_read_state(Topic.objects.filter(pk=topic_id), member, at_least)
    # A topic of a hundred thousand posts is not looked through for the first that is newer than a line.
    begins_at = Case(When(since__gt=LONG_AGO, then=F("last_number") - SOUGHT_AMONG), default=0)
    first = unread_posts(member, OuterRef("begins_at")).order_by("number").values("number")
    stated = rows.alias(begins_at=begins_at).annotate(
        so_far=F("read_number"), first_unread=Subquery(first[:1])
    )
    facts = stated.values_list("so_far", "first_unread", "last_number").order_by()
    return PreparedQuery(facts, [member_id, topic_id, MOMENT, *([number] if has_mark else [])])
