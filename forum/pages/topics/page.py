"""The page of a topic, and the same page with a refused reply."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.template.context import make_context
from django.utils.safestring import SafeString

from accounts.models import Reader
from forum.pages.conversations.nothing_yet import nothing_yet, sees_nothing_yet
from forum.pages.messages_beside_posts import say_beside
from forum.pages.moderation.selecting import Selection
from forum.pages.pagination import number_in_query, page_number
from forum.pages.polls.row import PollRow, RefusedVote, poll_row
from forum.pages.posts.addresses import per_page
from forum.pages.posts.extras import extras_of
from forum.pages.posts.forms import ReplyForm
from forum.pages.posts.kept_posts import is_alike_for_many
from forum.pages.posts.preview import Preview
from forum.pages.posts.row import PostRow, post_rows
from forum.pages.posts.waiting import note_waiting_edits
from forum.pages.requests import ForumRequest, itself
from forum.pages.topics.around_posts import AroundPosts, around_posts
from forum.pages.topics.first_unread import TopicPages
from forum.pages.topics.kept_page import topic_as_kept
from forum.pages.topics.kept_posts import KeptPosts, PostsOfPage
from forum.pages.topics.page_scopes import note_what_is_shown
from forum.pages.topics.previews import description_of, picture_of
from forum.pages.topics.reply_box import offering, post_replied_to
from forum.pages.topics.threads import has_branches
from forum.posts.models import Post
from forum.posts.page_numbers import PER_PAGE, page_of, pages_of
from forum.posts.posts_for_page import posts_on_page
from forum.site.absolute_addresses import absolute
from forum.topics import rules
from forum.topics.models import Topic


def page_in_query(request: HttpRequest, size: int) -> int:
    """Return the page of `size` posts with what `?page=` or `?from=` asks for."""
    first = number_in_query(request, "from")
    if first is None:
        first = (page_number(request) - 1) * PER_PAGE + 1
    return page_of(first, size)


def topic_page(request: ForumRequest, topic: Topic) -> HttpResponse:
    """Show the page in `?page=`, kept or made anew."""
    size = per_page(request.user)
    pages = pages_at(topic, page_in_query(request, size), size)
    posts = PostsOfPage.of(request, topic, pages)
    kept = posts.kept() if posts else None
    # What is to be said may stand beside a post.
    if kept is None or len(get_messages(request)):
        return rendered_page(request, topic, pages, keeps=posts)
    around = around_posts(request, topic, pages, kept.numbers, comes_back=False, is_read=True)
    return topic_as_kept(request, around, kept) or rendered_around(request, around, kept)


@dataclass(frozen=True)
class Answer:
    """What a page has to say to whoever sent something from it."""

    form: ReplyForm | None = None
    preview: Preview | None = None
    refused_vote: RefusedVote | None = None
    asks_to_end_poll: bool = False
    status: int = 200


def page_with_answer(request: ForumRequest, topic: Topic, answer: Answer) -> HttpResponse:
    """The page in `?page=`; with a form that was sent the last one, which has the form."""
    if sees_nothing_yet(request.user, topic):
        return nothing_yet(request, topic, answer.form, answer.preview, answer.status)
    size = per_page(request.user)
    number = pages_of(topic, size) if answer.form else page_in_query(request, size)
    return rendered_page(request, topic, pages_at(topic, number, size), answer)


def pages_at(topic: Topic, number: int, size: int) -> TopicPages:
    return TopicPages(topic.get_absolute_url(), number, pages_of(topic, size), size)


def rendered_around(request: ForumRequest, around: AroundPosts, kept: KeptPosts) -> HttpResponse:
    """The page with posts that are kept, and around them what is rare, such as a text in the box."""
    facts, topic = around.facts, around.facts["topic"]
    request.site_settings = itself(request.site_settings)
    form = around.box.form() if around.box else None
    context = facts | {
        **kept.facts,
        "posts": SafeString(kept.sent(facts["first_new"], is_last=not facts["pages"].next).decode()),
        "form": form and offering(form, request.user, topic),
        "replied_to": post_replied_to(request, topic, form) if form else None,
    }
    return render(request, "topics/topic.html", context)


def rendered_page(
    request: ForumRequest,
    topic: Topic,
    pages: TopicPages,
    answer: Answer | None = None,
    *,
    keeps: PostsOfPage | None = None,
) -> HttpResponse:
    """The page, made anew; `keeps` keeps its posts."""
    answer = answer or Answer()
    reader = request.user
    site = request.site_settings = itself(request.site_settings)
    posts = posts_on_page(reader, topic, pages.number, pages.size)
    if not posts:
        raise Http404
    rows = post_rows(reader, topic, posts, site, extras_of(reader, topic, posts))
    note_waiting_edits(reader, topic, rows)
    said = say_beside(request, rows)
    numbers, form = [post.number for post in posts], answer.form
    around = around_posts(
        request, topic, pages, numbers, comes_back=form is not None, is_read=answer.status == 200
    )
    facts = around.facts
    shown_form = form or (around.box.form() if around.box else None)
    poll = poll_on_page(reader, topic, posts, pages.here, facts["control"].box, answer)
    note_what_is_shown(request, topic, posts, poll, facts["similar"])
    context = facts | {
        "rows": rows,
        "said_beside_posts": said,
        "selection": selection_on_page(request, topic, posts, pages),
        "form": shown_form and offering(shown_form, reader, topic),
        "replied_to": post_replied_to(request, topic, shown_form) if shown_form else None,
        "preview": answer.preview,
        "poll": poll,
        **facts_of(rows),
    }
    if topic.is_conversation:
        return render(request, "conversations/conversation.html", context, status=answer.status)
    if answer != Answer() or said or context["selection"]:
        return render(request, "topics/topic.html", context, status=answer.status)
    shown = (keeps and keeps.keep(rows, Context(context))) or posts_of(request, rows, context)
    context["posts"] = SafeString(shown.sent(facts["first_new"], is_last=not pages.next).decode())
    return topic_as_kept(request, around, shown) or render(request, "topics/topic.html", context)


def posts_of(request: ForumRequest, rows: list[PostRow], context: dict[str, Any]) -> KeptPosts:
    """The posts as they are rendered for this page alone."""
    plain = Context(context)
    if all(is_alike_for_many(row, plain) for row in rows):
        return KeptPosts.made(rows, plain)
    # The others may ask for all that every page has.
    page = make_context(context, request)
    with page.bind_template(Engine.get_default().get_template("topics/topic.html")):
        return KeptPosts.made(rows, page)


def facts_of(rows: list[PostRow]) -> dict[str, Any]:
    """What the rest of the page says of its posts."""
    canonical = absolute(rows[0].post.page_address())
    return {
        "has_branches": has_branches(rows),
        "canonical": canonical,
        "canonical_in_query": quote(canonical, safe=""),
        "description": description_of(row.post for row in rows),
        "picture": picture_of(rows[0]),
        "has_solution": any(row.is_solution for row in rows),
    }


def selection_on_page(
    request: ForumRequest, topic: Topic, posts: list[Post], pages: TopicPages
) -> Selection | None:
    if not rules.can_moderate(request.user, topic):
        return None
    return Selection.on_page(request, "posts", posts, pages)


def poll_on_page(
    reader: Reader, topic: Topic, posts: list[Post], here: str, box: str, answer: Answer
) -> PollRow | None:
    """The poll of the topic's first post, where that is on the page."""
    has_poll = posts[0].is_first and not topic.is_conversation
    poll = poll_row(reader, topic, here, box) if has_poll else None
    if poll is not None:
        poll.refused, poll.asks_to_end = answer.refused_vote, answer.asks_to_end_poll
    return poll
