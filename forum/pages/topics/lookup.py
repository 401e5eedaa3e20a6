from django.shortcuts import get_object_or_404

from accounts.models import Reader
from forum.boards.permissions import Asker
from forum.pages.topics.similar import with_similar
from forum.topics.models import Topic, TopicQuerySet


def topic_or_404(reader: Asker, topic_id: int) -> Topic:
    """Return a topic that the reader sees, with all that its pages and the rules need, or raise Http404."""
    return get_object_or_404(topics_for(reader), pk=topic_id)


def topic_with_similar_or_404(reader: Reader, topic_id: int) -> Topic:
    """The same, with the topics that are named at the foot of its page."""
    return get_object_or_404(with_similar(topics_for(reader), reader), pk=topic_id)


def topics_for(reader: Asker) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).select_related("board", "author", "locked_by", "removed_by")
