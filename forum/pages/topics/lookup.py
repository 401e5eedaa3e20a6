from django.shortcuts import get_object_or_404

from forum.boards.permissions import Asker
from forum.topics.models import Topic


def topic_or_404(reader: Asker, topic_id: int) -> Topic:
    """Return a topic that the reader sees, with all that its pages and the rules need, or raise Http404."""
    topics = Topic.objects.visible_to(reader).select_related("board", "author", "locked_by", "removed_by")
    return get_object_or_404(topics, pk=topic_id)
