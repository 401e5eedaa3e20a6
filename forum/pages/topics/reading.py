"""What looking at a page of a topic means: it is read so far, and what rang for it falls silent."""

from forum.topics import read_marks
from forum.topics.models import Topic

# Browsers name these only for what they fetch, draw or preview in advance.
IN_ADVANCE = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_looked_at(request) -> bool:
    """Whether somebody sees this page, so that seeing it may change something.

    A browser says what it loads: a page, a picture, a frame, something in advance. Over plain http, and in old
    browsers, it says nothing and is believed.
    """
    if request.method != "GET" or any(header in request.headers for header in IN_ADVANCE):
        return False
    loads = request.headers.get("Sec-Fetch-Dest"), request.headers.get("Sec-Fetch-Mode")
    return loads in {(None, None), ("document", "navigate")}


def note_reading(request, topic: Topic, number: int) -> int:
    """Note that the reader has seen the posts up to this number; answer up to where they had read before."""
    member = request.user
    before = read_marks.read_number(member, topic)
    if not is_looked_at(request):
        return before
    # The bell first: what has been read does not ring, and what does not ring is not marked read.
    request.bell.read(topic.pk, max(number, before))
    if number > before:
        read_marks.note_read(member, topic, number)
    return before


def first_unread(member, topic: Topic):
    """The post from which somebody reads on: the first that stands behind their mark, or the last of all."""
    standing = topic.posts.not_removed()
    mark = read_marks.read_number(member, topic) if member.is_authenticated else topic.last_number
    return standing.filter(number__gt=mark).order_by("number").first() or standing.order_by("-number").first()
