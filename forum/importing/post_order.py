"""Posts that a fuller archive brings later, put between those that came before."""

from collections.abc import Collection, Iterable

from django.db.models import F

from forum.importing.id_plan import numbers_there
from forum.posts.models import Post
from forum.posts.storing import call_writers
from forum.topics.models import Topic
from forum.topics.participants import Participant
from forum.topics.read_mark_rows import ReadMark
from forum.topics.read_marks import mark_read

# Beyond any number of a post here: while they change places, no two may have the same.
OFFSET = 10**9
NO_NUMBER = 10**18  # beyond any number there


def restore_order(source: str, topic: Topic, new: Collection[int]) -> None:
    """Give a topic's posts, of which the new ones stand at its end, the order that they had there.

    What was written here stays behind the post that it stood behind; in a conversation, behind all of them. The topic
    must be locked.
    """
    before = list(Post.objects.filter(topic=topic).order_by("number").values_list("pk", "number"))
    in_order = _there_first if topic.is_conversation else _in_order
    after = in_order([pk for pk, _ in before], set(new), numbers_there(source, topic.pk))
    if after == [pk for pk, _ in before]:
        return
    _renumber(topic, after)
    if after[0] != before[0][0]:
        # What is derived from a first post is another's now.
        call_writers(list(Post.objects.filter(pk__in=(before[0][0], after[0])).order_by("pk")))
    _move_marks(topic, dict(before), after)
    if topic.is_conversation:
        _move_first_seen(topic, dict(before), after)
    last = Post.objects.filter(topic=topic).not_removed().order_by("-number").first()
    if last:
        topic.last_post_at, topic.last_poster_id = last.created_at, last.author_id
        topic.save(update_fields=["last_post_at", "last_poster"])


def _in_order(posts: list[int], new: set[int], numbers: dict[int, int]) -> list[int]:
    coming = [post for post in posts if post in new]
    coming.sort(key=lambda post: numbers.get(post, NO_NUMBER), reverse=True)
    ordered: list[int] = []
    for post in posts:
        if post in new:
            continue
        while coming and post in numbers and numbers.get(coming[-1], NO_NUMBER) < numbers[post]:
            ordered.append(coming.pop())
        ordered.append(post)
    return ordered + coming[::-1]


def _there_first(posts: list[int], new: set[int], numbers: dict[int, int]) -> list[int]:
    """All that was written there before what was written here.

    Who was let into a conversation to see what is written from then on sees none of it.
    """
    without_number = {post: NO_NUMBER - 1 if post in new else NO_NUMBER for post in posts}
    return sorted(posts, key=lambda post: numbers.get(post, without_number[post]))


def _renumber(topic: Topic, order: Iterable[int]) -> None:
    numbered = [Post(pk=pk, number=number) for number, pk in enumerate(order, 1)]
    Post.objects.filter(topic=topic).update(number=F("number") + OFFSET)
    Post.objects.bulk_update(numbered, ["number"], batch_size=500)


def _move_marks(topic: Topic, before: dict[int, int], after: list[int]) -> None:
    """Move the read marks to the posts' new numbers."""
    number_of = {pk: number for number, pk in enumerate(after, 1)}
    moved = {number: number_of[pk] for pk, number in before.items() if number_of[pk] != number}
    marks = [mark for mark in ReadMark.objects.filter(topic=topic) if mark.number in moved]
    for mark in marks:
        mark.number = moved[mark.number]
    ReadMark.objects.bulk_update(marks, ["number"], batch_size=500)


def _move_first_seen(topic: Topic, before: dict[int, int], after: list[int]) -> None:
    """Those who see a conversation from a post on see it from the same one."""
    number_of = {pk: number for number, pk in enumerate(after, 1)}
    moved = {number: number_of[pk] for pk, number in before.items() if number_of[pk] != number}
    for part in Participant.objects.filter(topic=topic, from_number__gt=1):
        if part.from_number in moved:
            part.from_number = moved[part.from_number]
            part.save(update_fields=["from_number"])
        # What they do not see is not unread.
        mark_read(part.member, topic, part.from_number - 1)
