"""What a member has read, as conditions in SQL: by their marks, by the lines they have drawn, and by what is too old.

A post is unread if its number is beyond the member's mark, it was written after the moment that `since` names, and it
is neither removed nor theirs nor by a member they ignore. `since` is the latest line that applies to the topic; a mark
moved back after that line outweighs it. Where the member has neither opened nor followed the topic, nothing counts
that is older than their joining, or than the forum's horizon.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import User
from forum.database.prepared_queries import MOMENT
from forum.follows.models import Follow
from forum.follows.selection import has_muted_topic, has_read, ignored_members
from forum.posts.models import Post
from forum.reading.models import ReadLine
from forum.reading.reader_facts import Moments, OwnRules, keep_with, moments_of, unread_days
from forum.topics.models import TopicQuerySet
from forum.topics.read_mark_rows import ReadMark

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
# So asked, for SQLite would go through all that the member follows, for each topic.
NOT_FOLLOWING = [state for state in Follow.State if state != Follow.State.FOLLOWING]
LOOKED_AT = 200  # of a topic's last posts, those among which the unread ones are counted


def horizon(member: User) -> datetime:
    """Posts from before this moment count as read in topics that the member has neither opened nor followed."""
    return max(member.date_joined, timezone.now() - timedelta(days=unread_days(member)))


def stand_in_reader(pk: int, own_rules: OwnRules) -> User:
    """Whom to prepare a query of what is unread with: its moment stands for the horizon."""
    member = User(pk=pk, date_joined=MOMENT)
    moments = Moments(None, LONG_AGO if own_rules.has_lines else None, None, own_rules.has_mutes)
    keep_with(member, moments=lambda: moments, days=lambda: 1)
    return member


def with_read_state(topics: TopicQuerySet, member: User, at_least: int = 0) -> TopicQuerySet:
    """Topics with `read_number`, which is `at_least` this, and `since`, for `unread_posts`."""
    topics = topics.alias(
        mark=FilteredRelation("read_marks", condition=Q(read_marks__member=member)),
        follow=FilteredRelation(
            "follows", condition=Q(follows__member=member) & ~Q(follows__state__in=NOT_FOLLOWING)
        ),
    )
    number = Coalesce("mark__number", 0)
    is_theirs = Q(mark__isnull=False) | Q(follow__isnull=False)
    too_old = Case(When(is_theirs, then=Value(LONG_AGO)), default=Value(horizon(member)))
    topics = topics.alias(read_number=Greatest(number, at_least) if at_least else number)
    if moments_of(member).latest_line_at is None:
        return topics.alias(since=too_old)
    topics = topics.alias(line_at=_latest_line(member))
    outweighed = When(mark__moved_back_at__gt=F("line_at"), then=Value(LONG_AGO))
    return topics.alias(since=Greatest(Case(outweighed, default=F("line_at")), too_old))


def _latest_line(member: User) -> Greatest:
    lines = ReadLine.objects.filter(member=member, at__isnull=False).order_by("-at")
    applying = (
        lines.filter(board=None, tag=None),
        lines.filter(board=OuterRef("board")),
        lines.filter(tag__topics=OuterRef("pk")),
    )
    return Greatest(*(Coalesce(Subquery(each.values("at")[:1]), LONG_AGO) for each in applying))


def is_yet_to_read(member_id: int | None) -> Q:
    """Whether neither the member's mark nor a line they have drawn covers a post of the query: as mails ask."""
    has_mark = has_read(member_id, OuterRef("topic"), OuterRef("number"))
    return ~Q(has_mark) & ~Q(_is_marked_read(member_id))


def _is_marked_read(member_id: int | None) -> Exists:
    """Whether a post of the outer query was there when the member marked its board, a tag or everything as read."""
    topic = OuterRef("topic")
    moved_back = ReadMark.objects.filter(
        member=member_id, topic=OuterRef(topic), moved_back_at__gt=OuterRef("at")
    )
    applies = Q(board=None, tag=None) | Q(board=OuterRef("topic__board")) | Q(tag__topics=topic)
    lines = ReadLine.objects.filter(applies, member=member_id, at__gte=OuterRef("created_at"))
    return Exists(lines.filter(~Exists(moved_back)))


def unread_posts(member: User, beyond: Combinable | None = None) -> QuerySet[Post]:
    """The unread posts of a topic of the outer query, which `with_read_state` has prepared.

    Those with a number beyond this, if it is given. Of two bounds SQLite would begin at whichever is written first, and
    read through a topic of a hundred thousand posts.
    """
    others = ~Q(author=member)
    if moments_of(member).has_mutes:
        others &= ~Q(author__in=ignored_members(member))
    read = OuterRef("read_number")
    return Post.objects.not_removed().filter(
        others,
        topic=OuterRef("pk"),
        number__gt=read if beyond is None else Greatest(read, beyond),
        created_at__gt=OuterRef("since"),
    )


def newest_unread_posts(member: User) -> QuerySet[Post]:
    """Those among the topic's last posts: however many it has, as many are looked at."""
    return unread_posts(member, OuterRef("last_number") - LOOKED_AT)


def with_anything_unread(topics: TopicQuerySet, member: User) -> TopicQuerySet:
    """Those of the topics that have an unread post among their last, and that the member has not muted."""
    # What is in the topic's row, and spares a look at the posts of most.
    rows = with_read_state(topics, member).filter(
        last_post_at__gt=F("since"), last_number__gt=F("read_number")
    )
    is_unread = Exists(newest_unread_posts(member))
    if moments_of(member).has_mutes:
        return rows.filter(~has_muted_topic(member.pk), is_unread)
    # Of a topic without any removed post the last one has that number and moment.
    return rows.filter(~Q(last_poster=member) & Q(post_count=F("last_number")) | is_unread)
