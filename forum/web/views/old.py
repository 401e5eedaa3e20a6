"""Addresses of the forum that was imported: they lead to where the same thing stands now."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.posts.models import Post
from forum.topics.models import Topic
from forum.transfer.models import OldAddress


@require_safe
def discourse_topic(request, slug, topic_id):
    old = at(f"/t/{slug}/{topic_id}")
    if old is None and slug.isascii() and slug.isdecimal() and len(slug) < 19:
        # The old forum also knew /t/12/3, the third post of topic 12.
        old = under_another_name(int(slug), topic_id)
    return moved(request, old or at(f"/t/{topic_id}"))


@require_safe
def discourse_post(request, slug, topic_id, number):
    return moved(request, at(f"/t/{slug}/{topic_id}/{number}") or under_another_name(topic_id, number))


def at(path: str) -> OldAddress | None:
    return OldAddress.objects.filter(path=path).first()


def under_another_name(topic_id: int, number: int) -> OldAddress | None:
    """The post under the name by which the archive knows its topic; the topic, where there is no such post.

    The old forum went by the number alone: links hold whatever the topic was called when they were made.
    """
    topic = at(f"/t/{topic_id}")
    if topic is None:
        return None
    same = OldAddress.objects.filter(topic=topic.topic_id, path__endswith=f"/{topic_id}/{number}")
    return same.exclude(post=None).first() or topic


def moved(request, old: OldAddress | None):
    """On to the new address, if the reader may know what stands there: it holds the title."""
    if old is None:
        raise Http404
    if old.post_id is None:
        found = get_object_or_404(Topic.objects.visible_to(request.user), pk=old.topic_id)
    else:
        found = get_object_or_404(Post.objects.placed_for(request.user), pk=old.post_id)
    return HttpResponsePermanentRedirect(found.get_absolute_url())
