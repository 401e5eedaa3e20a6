"""The page of a topic, and the same page with a refused reply."""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Reader
from forum.boards.models import path_of
from forum.drafts import places
from forum.markup import excerpt
from forum.markup.preview_pictures import preview_picture
from forum.moderation import acts
from forum.pages import visitor_drafts
from forum.pages.attachments.places import attaches_at
from forum.pages.drafts.beside_topic import draft_beside
from forum.pages.drafts.box import opened
from forum.pages.follows.control import Control
from forum.pages.messages_beside_posts import say_beside
from forum.pages.moderation.selecting import Selection
from forum.pages.moderation.waiting_texts import WaitingTexts
from forum.pages.pagination import Pages, number_in_query, page_number
from forum.pages.polls.row import PollRow, RefusedVote, poll_row
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import per_page
from forum.pages.posts.extras import extras_of
from forum.pages.posts.forms import ReplyForm
from forum.pages.posts.preview import Preview
from forum.pages.posts.quotations import quotation
from forum.pages.posts.quoting import post_to_quote
from forum.pages.posts.replying import post_to_reply_to
from forum.pages.posts.row import PostRow, post_rows
from forum.pages.posts.waiting import note_waiting_edits, waiting_rows
from forum.pages.requests import ForumRequest, itself
from forum.pages.topics.page_scopes import LONG_QUIET, note_what_is_shown
from forum.pages.topics.readers import readers_now
from forum.pages.topics.reading import note_reading
from forum.pages.topics.shown_tags import tags_of
from forum.pages.topics.similar import similar_rows
from forum.pages.topics.threads import has_branches
from forum.posts.approval import will_wait
from forum.posts.models import Post
from forum.posts.page_numbers import PER_PAGE, page_of, page_query, pages_of
from forum.posts.posts_for_page import posts_on_page
from forum.reading.topic_state import TopicState
from forum.site.absolute_addresses import absolute
from forum.topics import rules
from forum.topics.models import Topic

LONGEST_DESCRIPTION = 200  # characters


def reply_form_name(topic: Topic) -> str:
    return f"reply:{topic.pk}"


class TopicPages(Pages):
    """The pages of a topic in one reader's size, under addresses that lead everybody to the same posts."""

    def address(self, number: int) -> str:
        query = page_query(number, self.size)
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True)
class FirstUnread:
    """The way to a topic's first unread post, from a page that does not begin with it."""

    address: str
    is_earlier: bool  # than this page

    @classmethod
    def elsewhere(cls, pages: TopicPages, posts: list[Post], state: TopicState) -> Self | None:
        number = state.first_unread
        if number is None or number == posts[0].number:
            return None
        page = page_of(number, pages.size)
        if page != pages.number:
            return cls(f"{pages.address(page)}#new", is_earlier=page < pages.number)
        return cls("#new", is_earlier=False) if first_new(posts, state) else None


def page_in_query(request: HttpRequest, size: int) -> int:
    """Return the page of `size` posts with what `?page=` or `?from=` asks for."""
    first = number_in_query(request, "from")
    if first is None:
        first = (page_number(request) - 1) * PER_PAGE + 1
    return page_of(first, size)


def topic_page(
    request: ForumRequest,
    topic: Topic,
    *,
    form: ReplyForm | None = None,
    preview: Preview | None = None,
    refused_vote: RefusedVote | None = None,
    asks_to_end_poll: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Show the page in `?page=`; with a refused form the last one, which has the form."""
    reader, size = request.user, per_page(request.user)
    site = request.site_settings = itself(request.site_settings)
    last = pages_of(topic, size)
    pages = TopicPages(topic.get_absolute_url(), last if form else page_in_query(request, size), last, size)
    posts = posts_on_page(topic, pages.number, size)
    if not posts:
        raise Http404
    extras = extras_of(reader, topic, posts)
    rows = post_rows(reader, topic, posts, site, extras)
    note_waiting_edits(reader, topic, rows)
    said = say_beside(request, rows)
    can_reply = rules.can_reply(reader, topic)
    state = None
    if status == 200 and request.method == "GET" and reader.is_authenticated:
        state = note_reading(request, reader, topic, posts[-1].number)
    box = box_on_page(reader, topic, form is not None or can_reply)
    control = Control(reader, topic, pages.here, box)
    control.record_visit(request)
    shown_form = form or (reply_form(request, topic, control) if can_reply else None)
    if shown_form:
        shown_form.attach_place = attaches_at(reader, topic)
        shown_form.requires_descriptions = topic.board.requires_descriptions
    similar = similar_rows(reader, topic)
    poll = poll_on_page(reader, topic, posts, pages.here, box, refused_vote, asks_to_end=asks_to_end_poll)
    note_what_is_shown(request, topic, posts, poll, similar)
    context = {
        "topic": topic,
        "path": path_of(reader, topic.board_id),
        "pages": pages,
        "rows": rows,
        "said_beside_posts": said,
        "waiting": waiting_rows(reader, topic, site) if pages.number == pages.count else [],
        "first_new": first_new(posts, state) if state else None,
        "first_unread": FirstUnread.elsewhere(pages, posts, state) if state else None,
        "marks_read": state is not None and max(state.read_number, posts[-1].number) < topic.last_number,
        "tags": tags_of(topic),
        "can_reply": can_reply,
        "acts": acts.due(reader, "topic", topic),
        "selection": Selection.on_page(request, "posts", posts, pages)
        if rules.can_moderate(reader, topic)
        else None,
        "waiting_texts": WaitingTexts.on_page(request, topic, pages.here),
        "control": control,
        "by_mail": settings.HAS_MAIL
        and not reader.is_authenticated
        and site.takes_mail_followers
        and not topic.is_removed,
        "kept_text": ""
        if reader.is_authenticated
        else visitor_drafts.kept_text(request, reply_form_name(topic)),
        "form": shown_form,
        "replied_to": post_replied_to(request, topic, shown_form) if shown_form else None,
        "has_branches": has_branches(rows),
        "will_wait": shown_form is not None and will_wait(reader, topic),
        "preview": preview,
        "poll": poll,
        "canonical": absolute(posts[0].page_address()),
        "description": description(posts),
        "picture": picture(rows[0]),
        "has_solution": any(row.is_solution for row in rows),
        "newest": f"{pages.address(pages.count)}#newest",
        "last_number": posts[-1].number,
        # Visitors share a page, so their script asks for the number.
        "readers": readers_now(request, topic) if reader.is_authenticated else "",
        "quiet_since": topic.last_post_at if timezone.now() - topic.last_post_at > LONG_QUIET else None,
        "similar": similar,
    }
    return render(request, "topics/topic.html", context, status=status)


def poll_on_page(
    reader: Reader,
    topic: Topic,
    posts: list[Post],
    here: str,
    box: str,
    refused: RefusedVote | None,
    *,
    asks_to_end: bool,
) -> PollRow | None:
    """The poll of the topic's first post, where that is on the page."""
    poll = poll_row(reader, topic, here, box) if posts[0].is_first else None
    if poll is not None:
        poll.refused, poll.asks_to_end = refused, asks_to_end
    return poll


def box_on_page(reader: Reader, topic: Topic, has_form: bool) -> str:
    """Return the id of the form with the box on the page, if there is one."""
    if reader.is_authenticated:
        return "reply-form" if has_form else ""
    return "" if topic.is_locked else "gate-form"


def description(posts: list[Post]) -> str:
    """Return the beginning of the page's first post that is not removed, for links on other sites."""
    texts = (post.text for post in posts if not post.is_removed)
    return excerpt(next(texts, ""), LONGEST_DESCRIPTION)


def picture(row: PostRow) -> str:
    """Return the address of the first picture in the topic's first post, if this is it; else ""."""
    first = row.post
    is_shown = first.is_first and not first.is_removed and not first.topic.is_removed
    return preview_picture(row.html, absolute("")) if is_shown else ""


def first_new(posts: list[Post], state: TopicState) -> int | None:
    """Return the number of the page's first unread post, for the line before it; None if all or none are unread."""
    new = [post.number for post in posts if post.number == state.first_unread]
    return new[0] if state.read_number and new and new[0] > posts[0].number else None


def reply_form(request: ForumRequest, topic: Topic, control: Control) -> ReplyForm:
    """Return the reply form with what was written before signing in, or before an act beside the box.

    `?quote=` adds a quote of a post of this topic.
    """
    draft = visitor_drafts.draft(request, reply_form_name(topic))
    initial: dict[str, Any] = {"board": topic.board_id, "follow": control.follows_by_replying}
    box = opened(
        places.for_reply(topic), draft_beside(request.user, topic), unsent_text.kept(request, topic) or draft
    )
    initial |= {name: value for name, value in box.initial.items() if name != "board"}
    post = post_to_quote(request, topic)
    if post is not None:
        body = initial.get("body", "").rstrip()
        initial["body"] = (f"{body}\n\n" if body else "") + quotation(
            post, request.site_settings.markup_options
        )
        initial["reply_to"] = initial.get("reply_to") or post.pk
    elif (post := post_to_reply_to(request, topic, request.GET.get("answer"))) is not None:
        initial["reply_to"] = post.pk
    form = ReplyForm(initial=initial)
    form.draft, form.named_post = box, post
    if draft and "body" in draft and initial["body"].startswith(draft["body"].rstrip()):
        form.fields["body"].help_text = _("You wrote this before you signed in. It isn’t posted yet.")
    return form


def post_replied_to(request: ForumRequest, topic: Topic, form: ReplyForm) -> Post | None:
    """Return the post that the form replies to, which may have been read for it already."""
    asked, named = form["reply_to"].value(), form.named_post
    return named if named and named.pk == asked else post_to_reply_to(request, topic, asked)
