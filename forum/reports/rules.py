"""Who may report what."""

from accounts.models import Reader, User
from forum.posts.models import Post
from forum.reports.models import Reportable


def can_report(reader: Reader, thing: Reportable) -> bool:
    """Members report what others wrote and is not removed, and other members. It is one that the reader sees.

    Silenced members do not: for what is illegal there is a form of its own, which is open to everybody.
    """
    if not reader.is_authenticated or reader.is_silenced:
        return False
    if isinstance(thing, User):
        return thing.pk != reader.pk and thing.closed_at is None
    topic = thing.topic if isinstance(thing, Post) else thing
    return thing.author_id != reader.pk and not (thing.is_removed or topic.is_removed)
