"""The feed of what a member follows, for programs that read feeds, and the key in its address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from forum import limits
from forum.follows.models import FeedKey, new_feed_key
from forum.pages.client_limits import limited
from forum.pages.feeds.following_feed import following_feed
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.site.absolute_addresses import absolute


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
    content = following_feed(feed_key, absolute(request.path))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
