"""The page of a conversation for who was just added to it, and sees what is written from now on."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import Reader
from forum.conversations.rules import can_write
from forum.pages.follows.control import Control
from forum.pages.posts.addresses import per_page
from forum.pages.posts.forms import ReplyForm
from forum.pages.posts.preview import Preview
from forum.pages.requests import ForumRequest
from forum.pages.topics.first_unread import TopicPages
from forum.pages.topics.reply_box import offering, reply_box
from forum.posts.page_numbers import pages_of
from forum.posts.posts_for_page import first_seen_by
from forum.topics.models import Topic


def sees_nothing_yet(reader: Reader, topic: Topic) -> bool:
    return topic.is_conversation and first_seen_by(reader, topic) > topic.last_number


def nothing_yet(
    request: ForumRequest,
    topic: Topic,
    form: ReplyForm | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    """With a form that comes back, if there is one."""
    size = per_page(request.user)
    pages = TopicPages(topic.get_absolute_url(), pages_of(topic, size), pages_of(topic, size), size)
    can_reply = can_write(request.user, topic)
    if form is None and can_reply:
        form = reply_box(request, topic, Control(request.user, topic, pages.here, "reply-form")).form()
    context = {
        "topic": topic,
        "pages": pages,
        "can_reply": can_reply,
        "form": form and offering(form, request.user, topic),
        "preview": preview,
    }
    return render(request, "conversations/nothing_yet.html", context, status=status)
