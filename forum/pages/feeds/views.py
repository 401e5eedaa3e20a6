"""Feeds for programs that read them: what is public, and what a member follows, at an address with a key."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forum import limits
from forum.boards.models import Board, visitors_permissions
from forum.follows.models import FeedKey, new_feed_key
from forum.pages.addresses import at_address_or_404
from forum.pages.client_limits import client_network, limited, made_in_time
from forum.pages.etags import unless_unchanged
from forum.pages.feeds import public_feeds
from forum.pages.feeds.atom import atom_response
from forum.pages.feeds.following_feed import following_feed
from forum.pages.feeds.public_feeds import PublicFeed
from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther, moved_to
from forum.pages.topics.lookup import topic_or_gone
from forum.topics.models import Tag

KEPT_FOR = 10 * 60  # seconds


@login_required
@require_POST
@limited("settings")
def feed_key(request: MemberRequest) -> HttpResponse:
    """Make a key for the feed, another one in its place, or none."""
    if request.POST.get("act") == "off":
        FeedKey.objects.filter(member=request.user).delete()
        messages.success(request, _("Your feed is off."))
    else:
        FeedKey.objects.update_or_create(member=request.user, defaults={"key": new_feed_key()})
        messages.success(request, _("Your feed has a new web address. The earlier one no longer works."))
    return SeeOther(reverse("my-follows") + "#feed")


@require_safe
@cache_control(private=True, no_cache=True)
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The feed of what the key's owner follows. Everybody with the address can read it, so it can be changed."""
    feed_key = FeedKey.objects.select_related("member").filter(key=key).first()
    member = feed_key.member if feed_key else None
    # The key stands in for a session, which a closed or suspended member would have lost.
    if feed_key is None or member is None or member.closed_at or member.is_suspended or not member.is_active:
        raise Http404
    limits.enforce("feed", key)
    return following_feed(feed_key, request.path).response()


@require_safe
def site_feed(request: ForumRequest) -> HttpResponse:
    return answer(
        request, lambda: public_feeds.site_feed(visitors_permissions(request.user), request.site_settings)
    )


@require_safe
def board_feed(request: ForumRequest, slug: str) -> HttpResponse:
    visitor = visitors_permissions(request.user)
    board = at_address_or_404(Board.objects.visible_to(visitor), slug)
    if board.slug != slug:
        return moved_to(request, reverse("board-feed", args=[board.slug]))
    return answer(request, lambda: public_feeds.board_feed(visitor, request.site_settings, board))


@require_safe
def tag_feed(request: ForumRequest, slug: str) -> HttpResponse:
    tag = at_address_or_404(Tag.objects.all(), slug)
    if tag.slug != slug:
        return moved_to(request, reverse("tag-feed", args=[tag.slug]))
    return answer(
        request, lambda: public_feeds.tag_feed(visitors_permissions(request.user), request.site_settings, tag)
    )


@require_safe
def topic_feed(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_or_gone(visitors_permissions(request.user), topic_id)
    if topic.slug != slug:
        return moved_to(request, reverse("topic-feed", args=[topic.pk, topic.slug]))
    return answer(request, lambda: public_feeds.topic_feed(request.site_settings, topic))


@require_safe
def member_feed(request: ForumRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.named(username), closed_at=None, waits_since=None)
    if member.username != username:
        return moved_to(request, reverse("person-feed", args=[member.username]))
    return answer(
        request,
        lambda: public_feeds.member_feed(visitors_permissions(request.user), request.site_settings, member),
    )


def answer(request: ForumRequest, find: Callable[[], PublicFeed]) -> HttpResponse:
    """The feed, or 304 before a text is read."""
    limits.enforce("public-feed", client_network(request))
    found = find()
    etag = found.etag(request.site_settings.version)
    return unless_unchanged(request, etag, lambda: kept_or_made(request, found, etag))


def kept_or_made(request: ForumRequest, found: PublicFeed, etag: str) -> HttpResponse:
    """The feed as this process has kept it under its ETag, which names all that it shows; or a new one."""
    key = f"feed:{etag}"
    content = caches["pages"].get(key)
    if content is not None:
        return atom_response(content)
    response = made_in_time(request, lambda: found.feed(request.path).response())
    caches["pages"].set(key, response.content, KEPT_FOR)
    return response
