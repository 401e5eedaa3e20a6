"""Places on the web that members in good standing link on this forum: a newcomer's link there is nothing to look at.

A place is a host, or at hosts where anybody publishes what they like, one account there; see `shared_hosts`. It is
known to somebody by the posts that they can read: nobody finds out by trying what is linked on a board that they don't
see. Whoever could make a place known are regulars, whose own links never wait: they gain nothing by it.
"""

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.filters.copies import own_html
from forum.filters.matching import host_key
from forum.filters.models import FilterState, PlaceLink
from forum.filters.shared_hosts import BY_ACCOUNT, is_nobodys
from forum.posts.approval import Writing, accepted_posts
from forum.posts.models import Post
from forum.posts.writing_limits import Contents, leads_to_another_site
from forum.site.spam_protection import SpamProtection

LONGEST = 200  # letters of a place
MOST = 50  # places of a post
BATCH, BATCHES = 200, 10


def place_of(address: str) -> str:
    """Where an address leads; "" where nothing tells: what leads on, climbs in its path, or is written to mislead."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    rest = unquote(unquote(f"{parts.path}?{parts.query}#{parts.fragment}"))
    if (
        parts.scheme not in {"http", "https"}
        or set(parts.netloc) & set("@%\\")
        or "\\" in rest
        or "//" in rest
    ):
        return ""
    host, path = host_key(address), unquote(unquote(parts.path)).strip("/").split("/")
    if "." not in host or is_nobodys(host) or {".", ".."} & set(path):
        return ""
    if host in BY_ACCOUNT:
        return f"{host}/{path[0].casefold()}"[:LONGEST] if path[0] else ""
    return host[:LONGEST]


def places_of(post: Post) -> set[str]:
    """Those that it links itself, not in what it quotes."""
    links = sorted(filter(leads_to_another_site, Contents.of_html(own_html(post.html)).links))
    return {place for place in map(place_of, links[:MOST]) if place}


def note(posts: Iterable[Post], regular_posts: int) -> None:
    """Keep the first post in which a regular links a place, and no longer what these linked before."""
    posts = list(posts)
    noted = set(PlaceLink.objects.filter(post__in=posts).values_list("post", flat=True))
    for post in posts:
        places = places_of(post)
        if post.pk in noted:
            PlaceLink.objects.filter(post=post).exclude(place__in=places).delete()
        if not places or not is_regular(post.author, regular_posts):
            continue
        has = PlaceLink.objects.filter(place__in=places, post__author=post.author)
        new = places.difference(has.values_list("place", flat=True))
        PlaceLink.objects.bulk_create(
            [PlaceLink(place=place, post=post) for place in sorted(new)], ignore_conflicts=True
        )


def is_regular(author: User, regular_posts: int) -> bool:
    return author.is_forum_staff or accepted_posts(author) >= regular_posts


def note_post(*, post_id: int, **_: object) -> None:
    """A handler of jobs."""
    note(_read(Post.objects.on_boards().filter(pk=post_id)), SpamProtection.current().regular_posts)


def note_posts(jobs: list[dict[str, Any]]) -> None:
    """The same for several posts."""
    found = Post.objects.on_boards().filter(pk__in={job["post_id"] for job in jobs})
    note(_read(found), SpamProtection.current().regular_posts)


def note_older_posts() -> None:
    """Note posts from before, some thousand a minute, and go on where it was left."""
    state, _is_new = FilterState.objects.get_or_create(pk=1)
    regular_posts = SpamProtection.current().regular_posts
    for _batch in range(BATCHES):
        posts = _read(Post.objects.on_boards().filter(pk__gt=state.linked_to).order_by("pk"))
        if not posts:
            return
        note(posts, regular_posts)
        state.linked_to = posts[-1].pk
        FilterState.objects.filter(pk=1).update(linked_to=state.linked_to)


def _read(posts: QuerySet[Post]) -> list[Post]:
    return list(posts.select_related("author").only("html", "author")[:BATCH])


def unknown(writing: Writing, links: Collection[str]) -> list[str]:
    """Those of these addresses that lead to a place which too few regulars link."""
    fewest = writing.protection.known_place_members
    places = {link: place_of(link) for link in links}
    if not fewest or not any(places.values()):
        return list(links)
    known = _known({place for place in places.values() if place}, writing.author, fewest)
    return [link for link in links if places[link] not in known]


def _known(places: set[str], reader: User, fewest: int) -> set[str]:
    readable = Post.objects.visible_to(reader).filter(removed_at=None)
    rows = PlaceLink.objects.filter(place__in=places, post__in=readable)
    standing = rows.filter(post__author__is_active=True, post__author__closed_at=None).exclude(
        post__author__suspended_until__gt=timezone.now()
    )
    counted = standing.order_by().values("place").annotate(members=Count("post__author", distinct=True))
    return set(counted.filter(members__gte=fewest).values_list("place", flat=True))
