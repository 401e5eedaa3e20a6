"""What is new in a topic while somebody reads it: their browser asks now and then, and shows the posts when told to."""

from django.db.models import OuterRef
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Reader
from forum import limits
from forum.follows.selection import mutes
from forum.pages.addresses import number_or_404
from forum.pages.client_limits import person_or_network
from forum.pages.etags import etag_of, unless_unchanged
from forum.pages.pagination import number_in_query
from forum.pages.posts.addresses import per_page, post_address
from forum.pages.posts.row import post_rows
from forum.pages.requests import ForumRequest
from forum.pages.topics.first_unread import TopicPages
from forum.pages.topics.lookup import any_topic_or_404
from forum.pages.topics.readers import readers_now
from forum.pages.topics.reading import note_seen
from forum.posts.models import Post
from forum.posts.page_numbers import page_of, pages_of
from forum.posts.posts_for_page import posts_for_page, seen_by
from forum.topics import rules
from forum.topics.models import Topic

MOST = 100  # that are counted; more are "99+"


@require_safe
@cache_control(private=True, no_cache=True)
def news(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """How many posts of others came after the one with number `?after=`, and how many people read the topic now.

    Without `after` only who reads. An answer that would be the last one again is a 304, and asks nothing more.
    """
    limits.enforce("topic-news", person_or_network(request))
    after = number_in_query(request, "after")
    topic = any_topic_or_404(request.user, topic_id)
    readers = readers_now(request, topic)
    # The address has `after`; what else the answer depends on is here.
    etag = etag_of(topic.version, per_page(request.user), get_language(), readers)
    return unless_unchanged(request, etag, lambda: JsonResponse(news_of(request.user, topic, after, readers)))


def news_of(reader: Reader, topic: Topic, after: int | None, readers: str) -> dict[str, str]:
    posts = [] if after is None else new_posts_of_others(reader, topic, after)
    answer = {"readers": readers, "words": words_for(len(posts)), "address": ""}
    if posts:
        posts[0].topic = topic
        answer["address"] = post_address(reader, posts[0])
    return answer


def new_posts_of_others(reader: Reader, topic: Topic, after: int) -> list[Post]:
    """At most MOST of them, by number; without their texts."""
    if topic.last_number <= after:
        return []
    posts = seen_by(reader, topic).not_removed().filter(number__gt=after)
    if reader.is_authenticated:
        posts = posts.exclude(author=reader).exclude(mutes(reader.pk, person=OuterRef("author")))
    return list(posts.order_by("number").only("number")[:MOST])


def words_for(count: int) -> str:
    if not count:
        return ""
    number = f"{MOST - 1}+" if count >= MOST else count
    return ngettext("%(n)s new reply, show it", "%(n)s new replies, show them", count) % {"n": number}


@require_safe
@cache_control(private=True, no_store=True)
def new_posts(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """The posts behind number `?after=`, as far as its page goes, as they are on that page."""
    limits.enforce("topic-news", person_or_network(request))
    after = number_in_query(request, "after")
    if after is None:
        raise Http404
    topic = any_topic_or_404(request.user, topic_id)
    size, last = per_page(request.user), pages_of(topic, per_page(request.user))
    number = min(page_of(after + 1, size), last)
    posts = posts_for_page(seen_by(request.user, topic).page(number, size).filter(number__gt=after))
    can_reply = rules.can_reply(request.user, topic)
    context = {
        "topic": topic,
        "pages": TopicPages(topic.get_absolute_url(), number, last, size),
        "rows": post_rows(request.user, topic, posts, request.site_settings),
        "last_number": posts[-1].number if posts else after,
        "can_reply": can_reply,
        "form": can_reply,
    }
    return render(request, "topics/_new_posts.html", context)


@require_POST
def seen(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """Mark the topic read up to the post that was shown last. Only a form says so, never a look at an address."""
    topic = any_topic_or_404(request.user, topic_id)
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("topic-news", request.user.pk)
    number = number_or_404(request.POST.get("number", ""))
    note_seen(request, request.user, topic, min(number, topic.last_number))
    return HttpResponse(status=204)
