from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from forum.pages.pagination import number_in_query
from forum.pages.posts.addresses import per_page, post_address
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, moved_to
from forum.pages.store.page_notes import is_viewed
from forum.pages.topics.lookup import any_topic_or_404, any_topic_or_gone, topic_for_page_or_gone
from forum.pages.topics.page import topic_page
from forum.pages.topics.reading import first_unread, is_looked_at
from forum.pages.topics.threads import threads_page
from forum.posts.models import Post
from forum.posts.page_numbers import PER_PAGE
from forum.topics.view_counts import count_view


@require_safe
def topic(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_for_page_or_gone(request.user, topic_id)
    if slug != topic.slug:
        return moved_to(request, topic.get_absolute_url())
    if request.GET.get("view") == "threads":
        return threads_page(request, topic)
    first = number_in_query(request, "from")
    if first is not None and per_page(request.user) == PER_PAGE:
        # Another reader's page begins there; here it is one of the forum's own.
        return HttpResponseRedirect(Post(number=first, topic=topic).page_address())
    response = topic_page(request, topic)
    is_viewed(request, topic.pk)
    if is_looked_at(request):
        count_view(topic.pk)
    return response


@require_safe
def unread(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Redirect to the first unread post."""
    topic = any_topic_or_404(request.user, topic_id)
    post = first_unread(request.user, topic)
    if post is None:
        return SeeOther(topic.get_absolute_url())
    post.topic = topic
    return SeeOther(post_address(request.user, post))


@require_safe
def last(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Redirect to the last post. Lists lead there by its date, and need not know which post it is."""
    topic = any_topic_or_404(request.user, topic_id)
    posts = topic.posts.order_by("-number")
    post = posts.not_removed().first() or posts.first()
    if post is None:
        return SeeOther(topic.get_absolute_url())
    post.topic = topic
    return SeeOther(post_address(request.user, post))


@require_safe
def by_number(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect to the topic if its number is right, whatever comes after: an old title, a stray sign, half a slug."""
    return moved_to(request, any_topic_or_gone(request.user, topic_id).get_absolute_url())
