"""Topics about the same thing, by the words of their titles and by their tags.

The worker finds them when a topic changes, and the most similar ones anew. Whoever shows them asks `visible_to`.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from forum.search.analysis import tokens
from forum.search.engines import engine
from forum.search.indexing import language_of_site
from forum.search.models import SimilarTopic
from forum.search.query.terms import COMMON
from forum.topics.models import Topic

KEPT = 20  # of a topic, as a reader may not see all of them
COMPARED = 60  # topics whose titles have some of its words, and as many that have some of its tags
TOLD = 5  # of the most similar ones, which are compared anew themselves
MOST_WORDS = 12  # of a title
TAG_WEIGHT = 0.3  # of all its tags, where all words of its title weigh 1
LEAST = 0.25  # of a topic's own words and tags


def compare(topics: Iterable[Topic]) -> None:
    """Find what is similar to these topics now, and let the most similar ones know of them."""
    done: set[int] = set()
    for topic in topics:
        compare_one(topic)
        done.add(topic.pk)
        nearest = list(topic.similar_topics.order_by("rank").values_list("other", flat=True)[:TOLD])
        for other in Topic.objects.filter(pk__in=nearest).exclude(pk__in=done):
            compare_one(other)


def compare_topic(*, topic_id: int, **_: object) -> None:
    """As a job: compare a topic whose tags or title have changed."""
    compare(Topic.objects.filter(pk=topic_id))


def compare_one(topic: Topic) -> None:
    weights = by_title(topic)
    for other, weight in by_tags(topic).items():
        weights[other] += weight
    best = sorted(((-weight, other) for other, weight in weights.items() if weight >= LEAST))[:KEPT]
    rows = [SimilarTopic(topic=topic, other_id=other, rank=rank) for rank, (_, other) in enumerate(best, 1)]
    with transaction.atomic():
        SimilarTopic.objects.filter(topic=topic).delete()
        # Another worker may be at the same topic.
        SimilarTopic.objects.bulk_create(rows, ignore_conflicts=True)


def by_title(topic: Topic) -> Counter[int]:
    """How alike the titles of other topics are: 1 has all its words, where rare ones weigh more."""
    stems = {
        token.text: None for token in tokens(topic.title, language_of_site()) if token.text not in COMMON
    }
    found = Counter(dict(engine().topics_titled(list(stems)[:MOST_WORDS], COMPARED)))
    own = found.pop(topic.pk, 0) or max(found.values(), default=1)
    return Counter({other: min(score / own, 1) for other, score in found.items()})


def by_tags(topic: Topic) -> Counter[int]:
    """How many of its tags other topics have, as a part of what tags weigh; the newest of them."""
    tags = list(topic.tags.values_list("pk", flat=True))
    if not tags:
        return Counter()
    through = Topic.tags.through.objects
    counts: Counter[int] = Counter()
    for tag in tags:
        newest = (
            through.filter(tag=tag).exclude(topic=topic.pk).order_by("-topic").values_list("topic", flat=True)
        )
        counts.update(newest[:COMPARED])
    return Counter({other: TAG_WEIGHT * count / len(tags) for other, count in counts.items()})
