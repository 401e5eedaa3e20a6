"""I3: the posts of a topic are numbered 1 to n, each once and without a gap, and the topic knows n."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from forum.checks.faults import Fault, fault_if_any
from forum.moderation.moving.tables import MergedTopic, TopicPointer
from forum.posts.models import Post
from forum.topics.models import Topic


def faults() -> Iterator[Fault]:
    numbered = (
        Post.objects.order_by()
        .values("topic")
        .annotate(
            lowest=Min("number"),
            highest=Max("number"),
            many=Count("pk"),
            different=Count("number", distinct=True),
        )
    )
    whole = Q(lowest=1, many=F("highest"), different=F("highest"))
    yield from fault_if_any(
        numbered.exclude(whole), "post.number", _("topics whose posts have a gap or a number twice"), "topic"
    )
    yield from fault_if_any(
        topics_with_wrong_last_number(), "topic.last_number", _("topics with a wrong last number")
    )
    merged = Topic.objects.filter(merged_at__isnull=False)
    leads = MergedTopic.objects.filter(topic=OuterRef("pk"))
    yield from fault_if_any(
        merged.filter(~Exists(leads) | Q(last_number__gt=0)),
        "topic.merged",
        _("merged topics that have posts, or lead nowhere"),
    )
    strays = MergedTopic.objects.filter(topic__merged_at=None)
    yield from fault_if_any(
        strays, "merged_topic.topic", _("topics that lead elsewhere but are not merged"), "topic"
    )
    lost = TopicPointer.objects.filter(topic__merged_at__isnull=False)
    yield from fault_if_any(
        lost, "topic_pointer.topic", _("pointers to a topic that was merged into another")
    )


def topics_with_wrong_last_number() -> QuerySet[Topic]:
    highest = Post.objects.filter(topic=OuterRef("pk")).order_by("-number").values("number")[:1]
    return Topic.objects.annotate(recount=Coalesce(Subquery(highest), 0)).exclude(last_number=F("recount"))
