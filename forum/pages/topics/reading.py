"""Looking at a page of a topic: its posts and their notifications are marked read."""

from django.http import HttpRequest

from accounts.models import Reader, User
from forum.pages.requests import ForumRequest
from forum.posts.models import Post
from forum.reading.topic_state import TopicState, state_of
from forum.topics import read_marks
from forum.topics.models import Topic

# Browsers name these only for what they fetch, draw or preview in advance.
IN_ADVANCE = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_looked_at(request: HttpRequest) -> bool:
    """Whether somebody sees this page, so that seeing it may change something.

    A browser says what it loads: a page, a picture, a frame, something in advance. Over plain http, and in old
    browsers, it says nothing and is believed.
    """
    headers = request.META
    if request.method != "GET" or not headers.keys().isdisjoint(IN_ADVANCE):
        return False
    loads = headers.get("HTTP_SEC_FETCH_DEST"), headers.get("HTTP_SEC_FETCH_MODE")
    return loads in {(None, None), ("document", "navigate")}


def note_reading(request: ForumRequest, member: User, topic: Topic, number: int) -> TopicState:
    """Note that the member has seen the posts up to this number; return how far they had read before."""
    before = state_of(member, topic)
    if not is_looked_at(request):
        return before
    # The bell first: what has been read does not ring, and what does not ring is not marked read.
    request.bell.read(topic.pk, max(number, before.read_number))
    if number > before.read_number:
        read_marks.mark_read_later(member, topic, number)
    if number >= topic.last_number:
        request.unread.leave_out(topic.pk)
    return before


def note_seen(request: ForumRequest, member: User, topic: Topic, number: int) -> None:
    """Note that posts up to this number were shown on a page that was open already."""
    request.bell.read(topic.pk, number)
    if number > read_marks.last_read_number(member, topic):
        read_marks.mark_read_later(member, topic, number)


def first_unread(reader: Reader, topic: Topic) -> Post | None:
    """Return the post from which somebody reads on: the first that is unread to them, else the last."""
    number = state_of(reader, topic).first_unread if reader.is_authenticated else None
    posts = topic.posts.not_removed()
    unread = posts.filter(number=number).first() if number is not None else None
    return unread or posts.order_by("-number").first()
