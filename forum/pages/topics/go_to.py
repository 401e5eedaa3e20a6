"""The form that leads to a page or a post of a topic by its number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forum.pages.pagination import number_in_query
from forum.pages.posts.addresses import per_page, post_address
from forum.pages.responses import SeeOther
from forum.pages.topics.first_unread import TopicPages
from forum.pages.topics.lookup import any_topic_or_404
from forum.posts.page_numbers import pages_of
from forum.topics.models import Topic


@require_safe
def go_to(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Redirect to `?page=` or `?post=`; beyond the last one, to that."""
    topic = any_topic_or_404(request.user, topic_id)
    kind, number = request.GET.get("to", "page"), number_in_query(request, "number")
    if number is None or kind not in {"page", "post"}:
        raise Http404
    return SeeOther(
        address_of_page(request, topic, number) if kind == "page" else address_of_post(request, topic, number)
    )


def address_of_page(request: HttpRequest, topic: Topic, number: int) -> str:
    size = per_page(request.user)
    last = pages_of(topic, size)
    return TopicPages(topic.get_absolute_url(), last, last, size).address(min(number, last))


def address_of_post(request: HttpRequest, topic: Topic, number: int) -> str:
    post = (
        topic.posts.readably_placed_for(request.user).filter(number__lte=number).order_by("-number").first()
    )
    if post is None:
        return topic.get_absolute_url()
    post.topic = topic
    return post_address(request.user, post)
