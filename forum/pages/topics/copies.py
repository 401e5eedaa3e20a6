"""A topic for programs, page by page, as Markdown or JSON: `/t/12-x.md` and `/t/12-x.json`."""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.models import User
from forum import limits
from forum.markup.standalone_html import standalone_html
from forum.pages.client_limits import client_network, made_in_time
from forum.pages.etags import etag_of, unless_unchanged
from forum.pages.members.addresses import full_address
from forum.pages.pagination import Pages
from forum.pages.polls import copies as polls
from forum.pages.polls.row import PollRow, poll_of, poll_row
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.store.page_notes import changes_at
from forum.pages.topics.lookup import topic_or_gone
from forum.polls.models import Poll
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.topics.models import Topic

PER_PAGE = 50
FORMAT = 2  # raise it when the same topic makes another copy
# What of a post changes in its copy, the text by its revision.
STAMP = (
    "pk",
    "revision",
    "markup_version",
    "removed_at",
    "author__username",
    "author__display_name",
    "author__closed_at",
)
LANGUAGE = "en"  # of what we add: programs look for it
# What looks like the heading of a post, so that no text can pass for another's post.
FALSE_HEADING = re.compile(r"^([ \t]*)(?=#{1,6}[ \t]+Post[ \t]+[0-9])", re.MULTILINE)


@require_safe
def copy(request: ForumRequest, topic_id: int, slug: str, ending: str) -> HttpResponse:
    topic = topic_or_gone(request.user, int(topic_id))
    if topic.is_removed:
        raise Http404
    address = copy_address(topic, ending)
    if slug != topic.slug:
        return moved_to(request, address)
    limits.enforce("public-feed", client_network(request))
    pages = Pages.of(request, address, topic.last_number, PER_PAGE)
    poll = poll_of(topic) if pages.number == 1 else None
    changes_at(request, poll.ends_at if poll else None)
    etag = copy_etag(topic, poll, request.site_settings.version, pages, ending)
    response = unless_unchanged(
        request, etag, lambda: made_in_time(request, lambda: new_copy(topic, poll, pages, ending))
    )
    # Search engines show the page itself.
    response.headers["Link"] = f'<{absolute(topic.get_absolute_url())}>; rel="canonical"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def copy_address(topic: Topic, ending: str) -> str:
    return reverse("topic-copy", args=[topic.pk, topic.slug, ending])


def copy_etag(topic: Topic, poll: Poll | None, site_version: int, pages: Pages, ending: str) -> str:
    """Of all that the copy shows, by name where no version is sure to be raised with it."""
    author = topic.author
    of_poll = (poll.version, poll.has_ended) if poll else ()
    shown = (topic.title, topic.its_board.name, author.full_name, author.closed_at, absolute(""), *of_poll)
    posts = list(topic.posts.page(pages.number, PER_PAGE).values_list(*STAMP))
    return etag_of(FORMAT, topic.pk, topic.version, site_version, pages.number, ending, shown, posts)


def new_copy(topic: Topic, poll: Poll | None, pages: Pages, ending: str) -> HttpResponse:
    posts = list(topic.posts.page(pages.number, PER_PAGE).select_related("author"))
    for post in posts:
        post.topic = topic
    # As a visitor sees it: a copy is the same for everybody.
    row = poll_row(AnonymousUser(), topic) if poll and not posts[0].is_removed else None
    with translation.override(LANGUAGE):
        if ending == "md":
            text = as_markdown(topic, row, pages, posts)
            return HttpResponse(text, content_type="text/markdown; charset=utf-8")
        return JsonResponse(as_json(topic, row, pages, posts), json_dumps_params={"ensure_ascii": False})


def as_markdown(topic: Topic, poll: PollRow | None, pages: Pages, posts: list[Post]) -> str:
    facts = [f"Topic: <{absolute(topic.get_absolute_url())}>", f"Board: {topic.its_board.name}"]
    if tags := ", ".join(tag.name for tag in topic.tags.all()):
        facts.append(f"Tags: {tags}")
    if pages.count > 1:
        facts.append(f"Page {pages.number} of {pages.count}")
    if pages.next:
        facts.append(f"Next page: <{absolute(pages.next)}>")
    head = [f"# {topic.title}", "\n".join(f"- {fact}" for fact in facts)]
    texts = [post_as_markdown(post) for post in posts]
    if poll:
        texts.insert(1, polls.as_markdown(poll))
    return "\n\n".join(head + texts) + "\n"


def post_as_markdown(post: Post) -> str:
    address = absolute(post.get_absolute_url())
    if post.is_removed:
        return f"## Post {post.number} · removed\n\n<{address}>"
    edited = f" · edited {post.edited_at:%Y-%m-%d %H:%M} UTC" if post.edited_at else ""
    text = FALSE_HEADING.sub(r"\1\\", post.source)
    return (
        f"## Post {post.number} · {post.author.full_name} · {post.created_at:%Y-%m-%d %H:%M} UTC{edited}\n\n"
        f"<{address}>\n\n{text}"
    )


def as_json(topic: Topic, poll: PollRow | None, pages: Pages, posts: list[Post]) -> dict[str, Any]:
    page = absolute(topic.get_absolute_url())
    return {
        "id": topic.pk,
        "title": topic.title,
        "url": page,
        "board": {"name": topic.its_board.name, "url": absolute(topic.its_board.get_absolute_url())},
        "tags": [tag.name for tag in topic.tags.all()],
        "author": author_as_json(topic.author),
        "created_at": topic.created_at,
        "last_post_at": topic.last_post_at,
        "post_count": topic.post_count,
        "is_locked": topic.is_locked,
        "poll": polls.as_json(poll) if poll else None,
        "page": pages.number,
        "page_count": pages.count,
        "previous": pages.previous and absolute(pages.previous),
        "next": pages.next and absolute(pages.next),
        "posts": [post_as_json(post) for post in posts],
    }


def post_as_json(post: Post) -> dict[str, Any]:
    facts = {"id": post.pk, "number": post.number, "url": absolute(post.get_absolute_url())}
    if post.is_removed:
        return facts | {"is_removed": True}
    page = absolute(post.page_address())
    return facts | {
        "is_removed": False,
        "author": author_as_json(post.author),
        "created_at": post.created_at,
        "edited_at": post.edited_at,
        "reply_to": post.reply_to_id,
        "markdown": post.source,
        "html": standalone_html(post.html, post.pk, home=absolute(""), page=page),
    }


def author_as_json(author: User) -> dict[str, Any]:
    return {"name": author.name, "username": author.username, "url": full_address(author) or None}
