"""What a member hears of: the one place that weighs what they follow, mute, ignore and have read.

Each answer is a condition in SQL, asked of all rows of a query at once. The rules:

- A topic that is followed tells of every post in it; a board, a tag and a member that are followed tell of new topics.
- A muted topic and an ignored member never tell, whatever else is followed.
- A muted board and a muted tag do not tell either, but a topic that is followed itself outweighs them.
- Lists of topics leave out what is muted, and topics by ignored members; one that is followed itself stays there.
- A conversation tells those who take part in it and follow it. It is in no list, digest or feed.

Who asks what (`Post.notifiable_to` is `is_unmuted_post_of_another` and that the reader may see the post on its board,
`readably_notifiable_to` has conversations besides, and `is_yet_to_read` is in `forum/reading/read_state.py`):

    a new post: whom to notify        follows_of_post, notifiable_members, has_read
    bell and its list                 Post.readably_notifiable_to, is_followed_post, notifiable_followers, has_read
    a mail, just before it is sent    has_muted_post, follows_of_post, is_yet_to_read
    digest                            Post.notifiable_to, is_followed_post, is_yet_to_read
    feed                              Post.notifiable_to, is_post_of
    /following/: number of new ones   Post.notifiable_to, is_post_of
    lists of topics: left out         without_muted
    board and tag pages: dimmed       has_muted_topic
    a new follower                    ignores, notifiable_followers
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Reader, User
from forum.database.unindexed import UnindexedIn
from forum.follows.models import Follow, FollowQuerySet
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.read_mark_rows import ReadMark

Ref = int | F | None  # an id, a reference to one in the outer query, or None for a visitor

# From a post to what it stands in, by the kind of a follow.
PATHS = {"topic": "topic", "board": "topic__board", "tag": "topic__tags", "person": "topic__author"}


def mutes(member: Ref, **thing: Ref) -> Q:
    """Whether the member has muted a thing, as in `mutes(member.pk, board=OuterRef("pk"))`."""
    return Q(Exists(_of_things(Follow.State.MUTED).filter(member=member, **thing)))


def follows(member: Ref, levels: Collection[str] | None = None, **thing: Ref) -> Q:
    return Q(Exists(_of_things(Follow.State.FOLLOWING, levels).filter(member=member, **thing)))


def _of_things(state: str, levels: Collection[str] | None = None) -> FollowQuerySet:
    """Follows to look for by member and thing; else SQLite would go through all that somebody mutes or follows."""
    found = Follow.objects.filter(UnindexedIn(F("state"), [state]))
    return found if levels is None else found.filter(level__in=levels)


def _has_tag_of(topic: Ref, follows: FollowQuerySet, member: Ref, **then: Ref) -> Q:
    """Whether one of these follows of the member is of a tag of the topic. Asked of one tag after the other."""

    def within(ref: Ref) -> Ref:
        return OuterRef(ref) if isinstance(ref, OuterRef) else ref

    asked = {name: within(ref) for name, ref in then.items()}
    of_tag = follows.filter(member=within(member), tag=OuterRef("tag"), **asked)
    return Q(Exists(Topic.tags.through.objects.filter(Exists(of_tag), topic=topic)))


def has_muted_post(member: Ref, *, topic: Ref, board: Ref, author: Ref) -> Q:
    """Whether the member hears nothing of what this author says in this topic."""
    around = mutes(member, board=board) | _has_tag_of(topic, _of_things(Follow.State.MUTED), member)
    never = mutes(member, topic=topic) | mutes(member, person=author)
    if board is None:
        return never
    return never | (around & ~follows(member, topic=topic))


def has_muted_topic(member: int, *, on_board: bool = True) -> Q:
    """Whether a topic of the outer query is left out of the member's lists, or dimmed in them.

    Without `on_board` its board does not count: a muted board does not dim its own page.
    """
    topic = OuterRef("pk")
    around = _has_tag_of(topic, _of_things(Follow.State.MUTED), member) | mutes(
        member, person=OuterRef("author")
    )
    if on_board:
        around |= mutes(member, board=OuterRef("board"))
    return mutes(member, topic=topic) | (around & ~follows(member, topic=topic))


def has_read(member: Ref, topic: Ref, number: Ref, **then: F) -> Exists:
    """Whether the member has read the topic up to this number, or beyond."""
    return Exists(ReadMark.objects.filter(member=member, topic=topic, number__gte=number, **then))


def is_unmuted_post_of_another(member: Reader, at: str = "") -> Q:
    """Whether a post of the outer query, to which the path `at` leads, is another's and nothing muted keeps it away."""
    topic, board, author = (OuterRef(f"{at}{name}") for name in ("topic", "topic__board", "author"))
    return ~Q(**{f"{at}author": member}) & ~has_muted_post(member.pk, topic=topic, board=board, author=author)


def is_post_of(kind: str, things: Ref | QuerySet[Any]) -> Q:
    """Whether a follow of this thing, or of one of these, tells of a post of the query."""
    about = Q(**{f"{PATHS[kind]}__in" if isinstance(things, QuerySet) else PATHS[kind]: things})
    return about if kind == "topic" else about & Q(number=1)


def is_followed_post(
    member: Reader, levels: Collection[str] | None = None, *, since_followed: bool = False, at: str = ""
) -> Q:
    """Whether something that the member follows, at one of these levels, tells of a post of the outer query.

    `since_followed` leaves out what was written before they began to follow.
    """
    later = {"created_at__lte": OuterRef(f"{at}created_at")} if since_followed else {}
    topic = OuterRef(f"{at}topic")
    on_board = Q(**{f"{at}number": 1, f"{at}topic__board__isnull": False})
    started = (
        follows(member.pk, levels, board=OuterRef(f"{at}topic__board"), **later)
        | _has_tag_of(topic, _of_things(Follow.State.FOLLOWING, levels), member.pk, **later)
        | follows(member.pk, levels, person=OuterRef(f"{at}author"), **later)
    )
    return follows(member.pk, levels, topic=topic, **later) | (on_board & started)


def follows_of_post(topic: Topic, author_id: int, *, is_new_topic: bool) -> Q:
    """All members' follows that tell of a post: the reverse of `is_followed_post`.

    A conversation tells those who follow it, and nobody who follows its author.
    """
    if topic.is_conversation or not is_new_topic:
        return Q(topic=topic)
    tags = list(topic.tags.values_list("pk", flat=True))
    return Q(board=topic.board_id) | Q(person=author_id) | Q(tag__in=tags)


def notifiable_members(topic: Topic, author_id: int) -> Q:
    """Which members may be told of what this author says here, as a condition on members, in one query for all.

    They are here, are not the author, and have muted nothing of it. Who sees the board is asked beside it.
    """
    muted = has_muted_post(OuterRef("pk"), topic=topic.pk, board=topic.board_id, author=author_id)
    return Q(closed_at=None, is_placeholder=False) & ~Q(pk=author_id) & ~muted


def ignores(member: User, other: User | None) -> bool:
    """Whether the member hears nothing of whatever the other does."""
    return Follow.objects.muted().filter(member=member, person=other).exists()


def ignored_members(member: User) -> QuerySet[Follow, Any]:
    """The ids of those whom the member ignores."""
    return _of_things(Follow.State.MUTED).filter(member=member, person__isnull=False).values("person")


def notifiable_followers(member: Reader, rows: FollowQuerySet) -> FollowQuerySet:
    """Return those of these follows that the member is notified of: by open accounts that they do not ignore."""
    ignored = mutes(member.pk, person=OuterRef("member"))
    return rows.active().filter(person=member.pk, member__closed_at=None).filter(~ignored)


def without_muted(topics: TopicQuerySet, reader: Reader, *, on_board: bool = True) -> TopicQuerySet:
    """Leave out of a list what its reader has muted."""
    if not reader.is_authenticated:
        return topics
    return topics.filter(~has_muted_topic(reader.pk, on_board=on_board))
