"""What other sites show of a link to a topic or a post, as oEmbed 1.0 has it. Only of what is public."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import limits
from forum.boards.models import visitors_permissions
from forum.markup import excerpt
from forum.pages.addresses import row_number
from forum.pages.client_limits import client_network
from forum.pages.errors.views import plain
from forum.pages.members.addresses import full_address
from forum.pages.requests import ForumRequest
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

EXCERPT = 300
WIDTH = 600  # pixels, unless it is to be less
CACHED_FOR = 60 * 60  # seconds, by whoever asks


@require_safe
def oembed(request: ForumRequest) -> HttpResponse:
    address = request.GET.get("url", "")
    if not address:
        return plain(_("Say which page: /oembed/?url=…") + "\n", 400)
    if request.GET.get("format", "json") != "json":
        return plain(_("There is JSON only.") + "\n", 501)
    width = row_number(request.GET.get("maxwidth", str(WIDTH)))
    if not width:
        return plain(_("maxwidth is a number of pixels.") + "\n", 400)
    limits.enforce("public-feed", client_network(request))
    post = post_at_or_404(request, address)
    with translation.override(settings.LANGUAGE_CODE):
        response = JsonResponse(embed(post, request.site_settings, min(width, WIDTH)))
    # Any page may ask: a visitor is told the same.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def post_at_or_404(request: ForumRequest, address: str) -> Post:
    """The post, or the topic's first one, at a full address of this forum, if a visitor sees it."""
    posts = Post.objects.visible_to(visitors_permissions(request.user)).select_related("topic", "author")
    try:
        parts = urlsplit(address)
        match = resolve(parts.path) if f"{parts.scheme}://{parts.netloc}" == settings.FORUM_URL else None
    except (ValueError, Resolver404):
        match = None
    post = None
    if match and match.url_name == "post":
        post = posts.filter(pk=match.kwargs["post_id"]).first()
    elif match and match.url_name in {"topic", "topic-short"}:
        post = posts.filter(topic=match.kwargs["topic_id"], number=1).first()
    if post is None:
        raise Http404
    return post


def embed(post: Post, forum: SiteSettings, width: int) -> dict[str, Any]:
    author, topic = post.author, post.topic
    address = absolute(topic.get_absolute_url() if post.is_first else post.get_absolute_url())
    said = {
        "version": "1.0",
        "type": "rich",
        "title": topic.title,
        "author_name": author.full_name,
        "provider_name": forum.name,
        "provider_url": absolute("/"),
        "cache_age": CACHED_FOR,
        "html": format_html(
            '<blockquote><p dir="auto">{}</p>— {}, <a href="{}">{}</a></blockquote>',
            excerpt(post.text, EXCERPT), author.full_name, address, topic.title,
        ),
        "width": width,
        "height": None,
    }  # fmt: skip
    if author_url := full_address(author):
        said["author_url"] = author_url
    return said
