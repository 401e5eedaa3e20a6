"""What looking at a page of a topic means: it is read so far, and what rang for it falls silent."""

from forum.topics import reading
from forum.topics.models import Topic


def is_looked_at(request) -> bool:
    """Whether somebody sees the page. A browser that fetches it in advance has shown nobody anything."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose


def note_reading(request, topic: Topic, number: int) -> int:
    """Note that the reader has seen the posts up to this number; answer up to where they had read before."""
    member = request.user
    before = reading.read_number(member, topic)
    if not is_looked_at(request):
        return before
    if number > before:
        reading.read_up_to(member, topic, number)
    request.bell.read(topic.pk, max(number, before))
    return before


def first_unread(member, topic: Topic):
    """The post from which somebody reads on: the first that stands behind their mark, or the last of all."""
    standing = topic.posts.standing()
    mark = reading.read_number(member, topic) if member.is_authenticated else topic.last_number
    return standing.filter(number__gt=mark).order_by("number").first() or standing.order_by("-number").first()
