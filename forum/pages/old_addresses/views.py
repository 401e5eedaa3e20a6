"""Redirects from addresses of imported forums to the same thing here.

Our addresses always end in a slash. One without is looked for among the old ones first.
"""

import re
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.views.decorators.http import require_safe

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.follows.models import Followable
from forum.importing import old_addresses
from forum.importing.discourse import addresses
from forum.importing.models import OldAddress
from forum.pages.addresses import row_number
from forum.pages.follows.control import has_feed
from forum.pages.follows.followables import act_address, address_of
from forum.pages.responses import moved_to
from forum.pages.topics.lookup import topic_or_404
from forum.posts.models import Post
from forum.topics.models import Tag, Topic

PER_PAGE_THERE = 20
ID = "[1-9][0-9]{0,17}"
NUMBER = "[0-9]{1,9}"
FORMS = r"(?:\.(?P<form>json|rss|html|md))?/?\Z"
# Also over line ends: what follows never fails to match, so no second place is tried.
VIEW = re.compile(r"/(?:l|none|all|subcategories)(?:/.*)?\Z", re.DOTALL)


@require_safe
def topic(
    request: HttpRequest, topic_id: str, slug: str = "", number: str = "", form: str = ""
) -> HttpResponse:
    """`/t/SLUG/12/3`, `/t/12/3`, `/t/12` and what the old forum let follow them."""
    hosts, old_id = hosts_of(request), int(topic_id)
    if number.isdecimal():
        return redirect_to_thing(request, addresses.post_at(slug, old_id, int(number), hosts))
    page = request.GET.get("page", "")
    if re.fullmatch("[2-9]|[1-9][0-9]{1,5}", page):
        first = (int(page) - 1) * PER_PAGE_THERE + 1
        return redirect_to_thing(request, addresses.post_at(slug, old_id, first, hosts), without="page")
    if (number_there := row_number(slug)) is not None:
        named = old_addresses.address_at(f"/t/{slug}/{old_id}", hosts)
        return redirect_to_thing(request, named or addresses.post_at("", number_there, old_id, hosts))
    old = addresses.topic_at(slug, old_id, hosts)
    return redirect_to_thing(request, old, without="page", ours=f"/t/{old_id}", form=form)


@require_safe
def post(request: HttpRequest, post_id: str, form: str = "") -> HttpResponse:
    """`/p/99` and `/posts/99`: a post by its number among all posts there."""
    local_id = old_addresses.imported_post(int(post_id), hosts_of(request))
    if local_id is None and request.path_info == f"/p/{post_id}":
        return redirect_to_slash(request)
    post = get_object_or_404(Post.objects.placed_for(request.user), pk=local_id)
    return redirect(request, post.get_absolute_url())


@require_safe
def category(request: HttpRequest, path: str, form: str = "") -> HttpResponse:
    """`/c/PARENT/SLUG/5`, `/c/SLUG/5`, `/c/5` and `/c/SLUG`, with or without a way to list its topics."""
    parts = path.split("/")
    hosts = hosts_of(request)
    for place, part in enumerate(parts):
        if re.fullmatch(ID, part):
            slug = parts[place - 1] if place else ""
            return redirect_to_thing(request, addresses.category_at(slug, int(part), hosts), form=form)
    slug = VIEW.sub("", f"/{path}").rpartition("/")[2]
    return redirect_to_thing(request, old_addresses.address_at(f"/c/{slug.casefold()}", hosts), form=form)


@require_safe
def member(request: HttpRequest, name: str, form: str = "") -> HttpResponse:
    old = old_addresses.address_at(addresses.member_path(name), hosts_of(request))
    return redirect_to_thing(request, old, ours=f"/u/{name}", form=form)


@require_safe
def tag(request: HttpRequest, name: str, form: str = "") -> HttpResponse:
    old = old_addresses.address_at(addresses.tag_path(name), hosts_of(request))
    return redirect_to_thing(request, old, ours=f"/tag/{name}", form=form)


def hosts_of(request: HttpRequest) -> list[str]:
    """Return which old forums may be meant: the one whose page has the link, then the one that was asked for."""
    try:
        referring = urlsplit(request.headers.get("Referer", "")).hostname or ""
        asked = urlsplit(f"//{request.get_host()}").hostname or ""
    except ValueError:
        return []
    return [host.removeprefix("www.") for host in (referring, asked) if host]


def redirect_to_thing(
    request: HttpRequest, old: OldAddress | None, without: str = "", *, ours: str = "", form: str = ""
) -> HttpResponse:
    """Redirect to the new address, if the reader may see the thing: the address has its title.

    `ours` is the path of a page of ours without its slash, which is meant where no old forum had this path. `form` is
    the ending of the old address, for those of a feed or a copy of the thing.
    """
    if old is None and ours == request.path_info:
        return redirect_to_slash(request)
    if old is None:
        raise Http404
    if old.post_id:
        post = get_object_or_404(Post.objects.placed_for(request.user), pk=old.post_id)
        return redirect(request, post.get_absolute_url(), without)
    thing: Followable
    if old.member_id:
        thing = get_object_or_404(User, pk=old.member_id, closed_at=None)
    elif old.topic_id:
        thing = topic_or_404(request.user, old.topic_id)
    elif old.board_id:
        thing = get_object_or_404(Board.objects.visible_to(request.user), pk=old.board_id)
    else:
        thing = get_object_or_404(Tag, pk=old.tag_id)
    return redirect(request, address_in_form(request.user, thing, form), without)


def address_in_form(reader: Reader, thing: Followable, form: str) -> str:
    """Return the address of the thing's feed or copy, if it has one that the reader may see; else that of its page."""
    if form == "rss" and has_feed(reader, thing):
        return act_address(thing, "feed")
    if form in {"json", "md"} and isinstance(thing, Topic) and not thing.is_removed:
        return reverse("topic-copy", args=[thing.pk, thing.slug, form])
    return address_of(thing)


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """`/latest.rss`, `/top/weekly.rss`, `/posts.rss`."""
    return moved_to(request, reverse("site-feed"))


def redirect(request: HttpRequest, address: str, without: str = "") -> HttpResponsePermanentRedirect:
    if without not in request.GET:
        return moved_to(request, address)
    kept = request.GET.copy()
    del kept[without]
    return moved_to(request, address, kept.urlencode())


def redirect_to_slash(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Redirect to our address with the slash."""
    return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))


# They stand behind ours, which end in a slash. The old forum did not care whether its own did.
patterns = [
    re_path(r"^(?:latest|posts|top(?:/(?:all|yearly|quarterly|monthly|weekly|daily))?)\.rss/?\Z", site_feed),
    re_path(
        rf"^t/(?:(?P<slug>[^/\x00]+)/)?(?P<topic_id>{ID})(?:/(?P<number>{NUMBER}|last|print|summary))?{FORMS}",
        topic,
    ),
    re_path(rf"^raw/(?P<topic_id>{ID})(?:/(?P<number>{NUMBER}))?/?\Z", topic, {"form": "md"}),
    re_path(rf"^posts/by_number/(?P<topic_id>{ID})/(?P<number>{NUMBER}){FORMS}", topic),
    re_path(rf"^p/(?P<post_id>{ID})(?:/[0-9]+/?)?\Z", post),
    re_path(rf"^posts/(?P<post_id>{ID})(?:/raw|/cooked)?{FORMS}", post),
    re_path(rf"^c/(?P<path>[^.\x00]+?){FORMS}", category),
    re_path(
        rf"^(?:u|users)/(?P<name>[^/\x00]+?)(?:/(?:summary|activity|badges|messages|preferences)(?:/.*?)?)?{FORMS}",
        member,
    ),
    re_path(
        rf"^tags?/(?:c/(?:[^/]+/)*{ID}/)?(?P<name>[^/\x00]+?)(?:/{NUMBER})?(?:/l/[a-z]+)?{FORMS}",
        tag,
    ),
]
