"""Topics about the same thing, by the words of their titles and by their tags.

The worker finds them when a topic changes, and the most similar ones anew. Whoever shows them asks `visible_to`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from math import log

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Reader
from forum.boards.models import permissions_of, read_permissions
from forum.search.analysis import tokens
from forum.search.engines import engine
from forum.search.indexing import language_of_site
from forum.search.models import SimilarTopic
from forum.search.query.terms import COMMON
from forum.topics.models import Topic

KEPT = 20  # of a topic, of those that all its readers see, and of others
MOST_TITLES = 500  # that have a word of its title, and topics that have a tag of its own; the newest
TOLD = 5  # of the most similar ones, which are compared anew themselves
MOST_WORDS = 12  # of a title
LONGEST_TITLE = 200  # that is being written
TAG_WEIGHT = 0.3  # of all its tags, where all words of its title weigh 1
LEAST = 0.25  # of a topic's own words and tags


def compare(topics: Iterable[Topic], *, tells: bool = True) -> None:
    """Find what is similar to these topics now, and have the most similar ones, before and now, compared as well."""
    for topic in topics:
        if topic.is_conversation:
            continue
        nearest = {topic.pk, *nearest_to(topic)}
        compare_one(topic)
        if tells:
            for other in Topic.objects.filter(pk__in=(nearest | set(nearest_to(topic))) - {topic.pk}):
                compare_one(other)


def compare_topic(*, topic_id: int, **_: object) -> None:
    """As a job: compare a topic whose tags have changed."""
    compare(Topic.objects.filter(pk=topic_id))


def nearest_to(topic: Topic) -> QuerySet[SimilarTopic, int]:
    return topic.similar_topics.order_by("rank").values_list("other", flat=True)[:TOLD]


def compare_one(topic: Topic) -> None:
    if topic.is_conversation:
        return
    boards = boards_of_its_readers(topic)
    weights: defaultdict[int, float] = defaultdict(float)
    for other, weight in chain(by_title(topic.title, boards), by_tags(topic)):
        weights[other] += weight
    weights.pop(topic.pk, None)
    alike = ((weight, other) for other, weight in weights.items() if weight >= LEAST)
    ranked = sorted(alike, reverse=True)
    told = topics_on(boards, weights)
    # As many of those that every reader sees, so that the others do not take their places.
    shown = [pair for pair in ranked if pair[1] in told][:KEPT]
    others = [pair for pair in ranked if pair[1] not in told][:KEPT]
    best = sorted([*shown, *others], reverse=True)
    rows = [SimilarTopic(topic=topic, other_id=other, rank=rank) for rank, (_, other) in enumerate(best, 1)]
    with transaction.atomic():
        SimilarTopic.objects.filter(topic=topic).delete()
        # Another worker may be at the same topic.
        SimilarTopic.objects.bulk_create(rows, ignore_conflicts=True)


def by_title(title: str, boards: Collection[int]) -> Iterator[tuple[int, float]]:
    """The topics that share words of the title, and what each word weighs: all 1, those rare on the boards more."""
    stems = {token.text for token in tokens(title, language_of_site())}
    telling = sorted(stems - COMMON or stems)[:MOST_WORDS]
    titled = {stem: engine().topics_titled(stem, MOST_TITLES) for stem in telling}
    told = topics_on(boards, chain.from_iterable(titled.values()))
    # Counted among these alone: what is shown as similar must not tell which words the titles of hidden topics have.
    weights = {stem: 1 / (1 + log(max(len(told.intersection(titled[stem])), 1))) for stem in telling}
    for stem in telling:
        for other in titled[stem]:
            yield other, weights[stem] / sum(weights.values())


def topics_titled_like(title: str, reader: Reader, most: int) -> list[Topic]:
    """The topics that the reader sees and whose titles share the most with this one, for somebody who writes it."""
    weights: defaultdict[int, float] = defaultdict(float)
    for other, weight in by_title(title[:LONGEST_TITLE], permissions_of(reader).boards("see")):
        weights[other] += weight
    alike = sorted(((weight, pk) for pk, weight in weights.items() if weight >= LEAST), reverse=True)
    best = [pk for _weight, pk in alike[: most * 4]]
    topics = Topic.objects.visible_to(reader).not_removed().in_bulk(best)
    return [topics[pk] for pk in best if pk in topics][:most]


def boards_of_its_readers(topic: Topic) -> set[int]:
    """Boards that whoever sees the topic sees: its own, and those that visitors see."""
    return {topic.its_board.pk, *read_permissions(AnonymousUser()).boards("see")}


def topics_on(boards: Collection[int], ids: Iterable[int]) -> set[int]:
    """Those of these topics that are on one of the boards, and not removed."""
    rows = Topic.objects.not_removed().filter(pk__in=set(ids)).values_list("pk", "board_id")
    return {pk for pk, board_id in rows if board_id in boards}


def by_tags(topic: Topic) -> Iterator[tuple[int, float]]:
    """The topics that share its tags, and what each tag weighs."""
    tags = list(topic.tags.values_list("pk", flat=True))
    for tag in tags:
        tagged = Topic.tags.through.objects.filter(tag=tag).order_by("-topic").values_list("topic", flat=True)
        for other in tagged[:MOST_TITLES]:
            yield other, TAG_WEIGHT / len(tags)
