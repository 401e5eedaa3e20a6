"""What stands on a topic's page around its posts, for whoever looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Reader
from forum.boards.models import path_of
from forum.conversations.rules import can_write
from forum.moderation import acts
from forum.pages import visitor_drafts
from forum.pages.follows.control import Control
from forum.pages.moderation.waiting_texts import WaitingTexts
from forum.pages.posts.waiting import waiting_rows
from forum.pages.requests import ForumRequest
from forum.pages.topics.first_unread import FirstUnread, TopicPages, first_new
from forum.pages.topics.page_scopes import LONG_QUIET
from forum.pages.topics.readers import readers_now
from forum.pages.topics.reading import note_reading
from forum.pages.topics.reply_box import ReplyBox, reply_box, reply_form_name
from forum.pages.topics.shown_tags import tags_of
from forum.pages.topics.similar import similar_rows
from forum.posts.approval import will_wait
from forum.topics import rules
from forum.topics.models import Topic

SHORT = 3  # posts of a topic that shows its newest one at once


@dataclass(frozen=True)
class AroundPosts:
    facts: dict[str, Any]  # for the template
    box: ReplyBox | None  # where the reader may reply


def around_posts(
    request: ForumRequest,
    topic: Topic,
    pages: TopicPages,
    numbers: Sequence[int],
    *,
    comes_back: bool,
    is_read: bool,
) -> AroundPosts:
    """Around the posts with these numbers. With `is_read`, note that a member has seen them.

    `comes_back` says that the page has a form that was sent, whoever may reply now.
    """
    reader, site = request.user, request.site_settings
    can_reply = can_write(reader, topic) if topic.is_conversation else rules.can_reply(reader, topic)
    state = None
    if is_read and request.method == "GET" and reader.is_authenticated:
        state = note_reading(request, reader, topic, numbers[-1])
    control = Control(reader, topic, pages.here, box_on_page(reader, topic, comes_back or can_reply))
    control.record_visit(request)
    facts = {
        "topic": topic,
        "path": path_of(reader, topic.board_id),
        "pages": pages,
        "waiting": waiting_rows(reader, topic, site)
        if pages.number == pages.count and not topic.is_conversation
        else [],
        "first_new": first_new(numbers, state) if state else None,
        "first_unread": FirstUnread.elsewhere(pages, numbers, state) if state else None,
        "marks_read": state is not None and max(state.read_number, numbers[-1]) < topic.last_number,
        "tags": [] if topic.is_conversation else tags_of(topic),
        "can_reply": can_reply,
        "acts": acts.due(reader, "topic", topic),
        "waiting_texts": WaitingTexts.on_page(request, topic, pages.here),
        "control": control,
        "by_mail": settings.HAS_MAIL
        and not reader.is_authenticated
        and site.takes_mail_followers
        and not topic.is_removed,
        "kept_text": ""
        if reader.is_authenticated
        else visitor_drafts.kept_text(request, reply_form_name(topic)),
        "will_wait": (comes_back or can_reply) and will_wait(reader, topic),
        "newest": f"{pages.address(pages.count)}#newest" if topic.post_count > SHORT else "",
        "last_number": numbers[-1],
        # Visitors share a page, so their script asks for the number.
        "readers": readers_now(request, topic) if reader.is_authenticated else "",
        "quiet_since": topic.last_post_at if timezone.now() - topic.last_post_at > LONG_QUIET else None,
        "similar": similar_rows(reader, topic),
    }
    return AroundPosts(facts, reply_box(request, topic, control) if can_reply and not comes_back else None)


def box_on_page(reader: Reader, topic: Topic, has_form: bool) -> str:
    """Return the id of the form with the box on the page, if there is one."""
    if reader.is_authenticated:
        return "reply-form" if has_form else ""
    return "" if topic.is_locked else "gate-form"
