"""What a reader has muted, for lists: dimmed where it belongs, left out where everything comes together."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from forum.follows.models import Follow, Rhythm
from forum.topics.models import Topic


def has_muted(reader) -> bool:
    return reader.is_authenticated and Follow.objects.filter(member=reader, rhythm=Rhythm.MUTE).exists()


def without_muted(topics, reader):
    """Leave out what the reader has muted: topics, and those of a muted board, tag or member.

    A topic that is followed itself stays, whatever it stands among.
    """
    if not reader.is_authenticated:
        return topics
    mutes = Follow.objects.filter(member=reader, rhythm=Rhythm.MUTE)
    around = (
        Q(board__in=mutes.kind("board").values("board"))
        | Q(author__in=mutes.kind("person").values("person"))
        | Exists(
            Topic.tags.through.objects.filter(topic=OuterRef("pk"), tag__in=mutes.kind("tag").values("tag"))
        )
    )
    followed = Follow.objects.standing().filter(member=reader, topic=OuterRef("pk"))
    return topics.exclude(pk__in=mutes.kind("topic").values("topic")).exclude(around & ~Exists(followed))


def mark_muted(topics: Iterable[Topic], reader) -> bool:
    """Set `is_muted` on topics of a board or a tag, in one query; answer whether anything there is.

    The tags of the topics have been fetched with them. A muted board does not dim its own page.
    """
    topics = list(topics)
    if not reader.is_authenticated or not topics:
        return False
    things = Q(topic__in=topics) | Q(tag__isnull=False) | Q(person__in={topic.author_id for topic in topics})
    muted: dict[str, set[int]] = {"topic": set(), "tag": set(), "person": set()}
    followed: set[int] = set()
    for row in Follow.objects.filter(things, member=reader):
        if row.is_muted:
            muted[row.kind].add(getattr(row, f"{row.kind}_id"))
        elif row.is_standing and row.topic_id:
            followed.add(row.topic_id)
    for topic in topics:
        around = topic.author_id in muted["person"] or any(tag.pk in muted["tag"] for tag in topic.tags.all())
        topic.is_muted = topic.pk in muted["topic"] or (around and topic.pk not in followed)
    return any(topic.is_muted for topic in topics)
