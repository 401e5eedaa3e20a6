"""Who takes part in an imported conversation, as rows. Nobody is told, and what came in is not unread."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from accounts.models import User
from forum.follows.following import count_followers
from forum.follows.models import DIGESTS, Follow, FollowPreference, Level
from forum.importing.batching import in_batches
from forum.importing.private_topics import Part, parts_of
from forum.importing.records import ForeignTopic
from forum.topics.models import Topic
from forum.topics.participants import Participant
from forum.topics.read_mark_rows import ReadMark
from forum.topics.read_marks import mark_read


def add_participants(
    topic: Topic, foreign: ForeignTopic, members: Mapping[str, int], *, is_written_here: bool
) -> None:
    """Give those a part who have none. The caller has locked all of them, then the topic, and stored the posts.

    Who has a row keeps it as it is: whoever has left here is not brought back by a later import. If it
    `is_written_here` already, only those who take part let others in; whom the archive names besides has left.
    """
    known = set(Participant.objects.filter(topic=topic).values_list("member", flat=True))
    rows: dict[int, Participant] = {}
    for part in parts_of(foreign):
        part = replace(part, has_left=True) if is_written_here else part
        member_id = members.get(part.member.key)
        if member_id is None or member_id in known:
            continue
        row = participant(topic, member_id, part, members)
        # Two names of the old forum may be one member here by now, who has what either had.
        if member_id not in rows or row.left_at is None:
            rows[member_id] = row
    Participant.objects.bulk_create(rows.values(), batch_size=500)
    present = [pk for pk, row in rows.items() if row.left_at is None]
    for some in in_batches(present, 500):
        follow_silently(topic, some)


def participant(topic: Topic, member_id: int, part: Part, members: Mapping[str, int]) -> Participant:
    joined_at = max(part.joined_at or topic.created_at, topic.created_at)
    row = Participant(topic=topic, member_id=member_id, added_by_id=topic.author_id, joined_at=joined_at)
    if part.has_left:
        row.left_at = max(part.left_at or topic.last_post_at, joined_at)
        row.removed_by_id = members.get(part.removed_by.key) if part.removed_by else None
    return row


def follow_silently(topic: Topic, member_ids: Collection[int]) -> None:
    """Have them follow it from now on, as all do who take part, and count all that is there as read."""
    following = set(
        Follow.objects.filter(topic=topic, member__in=member_ids).values_list("member", flat=True)
    )
    preferences = FollowPreference.objects.in_bulk(member_ids)
    follows, marks = [], []
    for member in User.objects.filter(pk__in=member_ids, closed_at=None).order_by("pk"):
        marks.append(ReadMark(member=member, topic=topic, number=topic.last_number))
        if member.pk not in following:
            preference = preferences.get(member.pk) or FollowPreference(member=member)
            # No digest tells of conversations.
            level = Level.FIRST if preference.topic in DIGESTS else preference.topic
            follows.append(Follow(member=member, topic=topic, level=level, is_shown=preference.is_shown))
    Follow.objects.bulk_create(follows)
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)
    if follows:
        count_followers(topic, len(follows))


def keep_out_of_sight(topic: Topic, last_number: int) -> None:
    """Who sees what is written from now on alone, and has seen nothing yet, sees nothing of what an import appends.

    `last_number` is that of the last post before it.
    """
    for part in Participant.objects.filter(topic=topic, from_number=last_number + 1, from_number__gt=1):
        part.from_number = topic.last_number + 1
        part.save(update_fields=["from_number"])
        mark_read(part.member, topic, topic.last_number)
