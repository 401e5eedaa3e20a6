from collections.abc import Collection
from functools import cache

from django.db.models import QuerySet

from accounts.models import User
from forum.boards.models import Board
from forum.database.prepared_queries import PreparedJoins, padded, stand_ins
from forum.pages.pagination import Pages
from forum.pages.store.members_parts import Part, the_parts
from forum.pages.topics.shown_tags import with_tags
from forum.topics.models import Topic

# What rows show of members and boards. All columns of two members would be most of what is read.
OF_MEMBERS = {
    "id", "username", "display_name", "avatar", "title", "closed_at", "date_joined", "is_staff", "is_superuser",
}  # fmt: skip
OF_BOARDS = {"id", "name", "slug", "parent_id"}
SIZE = 12_000  # bytes that a topic takes with its author, last poster, board and rows, about


def list_page(topics: QuerySet[Topic], pages: Pages) -> list[Topic]:
    """One page of a list. Its rows are found in the index alone; only those shown are read."""
    return listed_topics(list(topics.values_list("pk", flat=True)[pages.slice]))


def listed_topics(numbers: Collection[int]) -> list[Topic]:
    """These topics in this order, with what a row shows of them, in one query at most.

    They are kept for other readers as long as they stay as they are, but for the number of views: change none of them.
    """
    topics = kept_topics(numbers)
    return [topics[number] for number in numbers if number in topics]


def kept_topics(numbers: Collection[int]) -> dict[int, Topic]:
    look = the_parts.store.look()
    if look is None:
        return {topic.pk: topic for topic in read_topics(numbers)}
    found = the_parts.store.get_all([(Topic, number) for number in numbers])
    topics: dict[int, Topic] = {number: topic for (_model, number), topic in found.items()}
    for topic in read_topics([number for number in numbers if number not in topics]):
        the_parts.store.keep(Part((Topic, topic.pk), topic, SIZE, [f"topic:{topic.pk}"], look))
        topics[topic.pk] = topic
    return topics


def read_topics(numbers: Collection[int]) -> list[Topic]:
    if not numbers:
        return []
    wanted = padded(numbers)
    return _listed(len(wanted)).objects(wanted)


@cache
def _listed(count: int) -> PreparedJoins[Topic]:
    numbers = stand_ins(count)
    members, boards = ([field.attname for field in model._meta.concrete_fields] for model in (User, Board))
    unread = [
        f"{at}__{name}" for at in ("author", "last_poster") for name in members if name not in OF_MEMBERS
    ]
    unread += [f"board__{name}" for name in boards if name not in OF_BOARDS]
    topics = Topic.objects.filter(pk__in=numbers).select_related("board", "author", "last_poster")
    return PreparedJoins(with_tags(topics.defer(*unread)), numbers)
