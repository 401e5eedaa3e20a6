"""Files for search engines."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.core.cache import caches
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum import limits
from forum.boards.models import visitors_permissions
from forum.pages.client_limits import client_network
from forum.pages.feeds.atom import clean
from forum.pages.requests import ForumRequest
from forum.pages.search_engines import sitemaps
from forum.pages.search_engines.sitemaps import Place
from forum.site.absolute_addresses import absolute
from forum.site.robots import robots_text

LONGEST_SHORT_NAME = 16  # as OpenSearch has it
INDEX_KEPT_FOR = 10 * 60  # seconds; to make it takes a look at every topic


@require_safe
def robots(request: ForumRequest) -> HttpResponse:
    forum = request.site_settings
    text = robots_text(forum.robots, absolute(reverse("sitemap")), may_train_models=forum.may_train_models)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def training(request: ForumRequest) -> HttpResponse:
    """Whether the forum may be used to train models, as the TDM Reservation Protocol has it."""
    reservation = int(not request.site_settings.may_train_models)
    return JsonResponse([{"location": "/", "tdm-reservation": reservation}], safe=False)


@require_safe
def opensearch(request: ForumRequest) -> HttpResponse:
    """How browsers search the forum from their own bar."""
    name = clean(request.site_settings.name)
    search, suggestions, here = (
        escape(absolute(reverse(page))) for page in ("search", "browser-suggestions", "opensearch")
    )
    icon = request.site_settings.icons.get("size_32")
    return HttpResponse(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:LONGEST_SHORT_NAME].strip())}</ShortName>\n"
        f"<Description>{escape(name)}</Description>\n"
        f'<Url type="text/html" template="{search}?q={{searchTerms}}"/>\n'
        f'<Url type="application/x-suggestions+json" template="{suggestions}?q={{searchTerms}}"/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{here}"/>\n'
        + (f'<Image width="32" height="32" type="image/png">{absolute(icon)}</Image>\n' if icon else "")
        + "<InputEncoding>UTF-8</InputEncoding>\n"
        "</OpenSearchDescription>\n",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@require_safe
def sitemap(request: ForumRequest) -> HttpResponse:
    """The list of sitemaps, which names no topic and may be some minutes old."""
    limits.enforce("public-feed", client_network(request))
    key = f"sitemap:{request.site_settings.version}"
    files: list[Place] | None = caches["counts"].get(key)
    if files is None:
        files = list(sitemaps.files(visitors_permissions(request.user)))
        caches["counts"].set(key, files, INDEX_KEPT_FOR)
    return xml(sitemaps.as_xml(files, "sitemapindex", "sitemap"))


@require_safe
def sitemap_of_pages(request: ForumRequest) -> HttpResponse:
    visitor = visitors_permissions(request.user)
    return url_set(request, sitemaps.pages(visitor, request.site_settings.version))


@require_safe
def sitemap_of_topics(request: ForumRequest, number: int) -> HttpResponse:
    return url_set(request, sitemaps.topics_in_range(visitors_permissions(request.user), number))


@require_safe
def sitemap_of_members(request: ForumRequest, number: int) -> HttpResponse:
    return url_set(request, sitemaps.members_in_range(visitors_permissions(request.user), number))


def url_set(request: ForumRequest, places: Iterator[Place]) -> HttpResponse:
    limits.enforce("public-feed", client_network(request))
    first = next(places, None)
    if first is None:
        raise Http404
    return xml(sitemaps.as_xml([first, *places], "urlset", "url"))


def xml(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/xml; charset=utf-8")
