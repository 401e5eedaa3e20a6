"""A forum of hundreds of thousands of posts, made by SQL that both databases read: one row of each kind is stored as
usual and then multiplied, so that a column which is added to a table some day needs nothing here."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import User
from accounts.names import name_key
from forum import markup
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.topics.board_totals import recount_board
from forum.topics.models import ReadMark, Tag, Topic
from tests.load import words

POSTS_A_TOPIC, POSTS_A_MEMBER, TAGS, MARKS = 10, 50, 30, 20_000
# Topics that are written in at the same time; a topic's posts are spread over the time of this many.
TOGETHER = 100
BEGAN, ENDED = datetime(2016, 1, 1, tzinfo=UTC).timestamp(), time.time()

FIRST = 1_000  # the ids of what is multiplied begin here, above those of what was stored as usual
# i counts posts or topics from 0, in the order in which they were written.
TOPIC_OF_POST = f"(i / {TOGETHER * POSTS_A_TOPIC} * {TOGETHER} + i % {TOGETHER})"
NUMBER_OF_POST = f"(i % {TOGETHER * POSTS_A_TOPIC} / {TOGETHER} + 1)"
# Half of the topics stand on the first of four boards.
PLACE = "(CASE WHEN i / 7 % 2 = 0 THEN 0 ELSE 1 + i % 3 END)"


@dataclass(frozen=True)
class LargeForum:
    posts: int
    boards: list[Board]
    tags: list[Tag]
    reader: User  # with many read marks
    topic: Topic  # from the middle


def fill_large_forum(posts: int) -> LargeForum:
    """Fill a database that has its tables and nothing else. The word index is left to whoever wants one."""
    topics, members = posts // POSTS_A_TOPIC, posts // POSTS_A_MEMBER
    with transaction.atomic():
        _number_from_the_first()
        boards = [_board(f"Board {number}") for number in range(4)]
        tags = Tag.objects.bulk_create(
            Tag(name=f"tag-{n}", name_key=f"tag-{n}", slug=f"tag-{n}") for n in range(TAGS)
        )
        _keep_fragments()
        reader = User.objects.create(username="reader", username_key=name_key("reader"))
        member = User.objects.create(username="member", username_key=name_key("member"))
        topic = Topic(board=boards[0], author=member, title="Template")
        append_posts(
            topic, [Post(author=member, source="x", html="<p>x</p>", text="x", markup_version=markup.VERSION)]
        )
        _multiply_members(member, members)
        _multiply_topics(topic, boards[0], topics, members)
        _multiply_posts(topic.posts.get(), posts, members)
        Post.objects.filter(topic=topic).delete()
        topic.delete()
        _tag_topics(tags[0], topics)
        _mark_as_read(reader, topics)
        for board in boards:
            recount_board(board.pk)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE half")
        cursor.execute("DROP TABLE heading")
        cursor.execute("ANALYZE")
    return LargeForum(posts, boards, tags, reader, Topic.objects.get(pk=FIRST + topics // 2))


def _number_from_the_first() -> None:
    """Numbers that PostgreSQL has given to rows which are gone are given again, and so stay below FIRST."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [User, Topic, Post]):
            cursor.execute(sql)


def _board(name: str) -> Board:
    board = Board.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    apply_preset(board, Preset.PUBLIC)
    return board


def _keep_fragments() -> None:
    """Halves of texts, and titles, in tables that last as long as the connection."""
    with connection.cursor() as cursor:
        for table, said in (("half", words.fragments(1)), ("heading", words.fragments(2, length=5))):
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (id integer PRIMARY KEY, said text)")
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", list(enumerate(said)))


def _multiply(row: models.Model, size: int, joined: str = "", **values: str) -> None:
    """Store `size` rows like this one, but for columns that are given as SQL, in which i counts from 0."""
    meta = row._meta
    columns = [field.column for field in meta.concrete_fields if not getattr(field, "generated", False)]
    chosen = ", ".join(values.get(column, f'kept."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({named}) "
            f"WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < {size}) "
            f"SELECT {chosen} FROM counted JOIN {meta.db_table} kept ON kept.id = {row.pk} {joined}"
        )


def _moment(seconds: str) -> str:
    return (
        f"to_timestamp({seconds})"
        if connection.vendor == "postgresql"
        else f"datetime({seconds}, 'unixepoch')"
    )


def _multiply_members(member: User, members: int) -> None:
    _multiply(
        member, members, id=f"{FIRST} + i", username="'member-' || i", username_key="'member-' || i",
        display_key="'member-' || i",
    )  # fmt: skip


def _author(i: str, members: int) -> str:
    return f"{FIRST} + {i} * 31 % {members}"


def _multiply_topics(topic: Topic, board: Board, topics: int, members: int) -> None:
    step = (ENDED - BEGAN) / topics
    last = f"{BEGAN} + (i / {TOGETHER} + 1) * {step * TOGETHER} - ({TOGETHER} - i % {TOGETHER}) * {step / 10}"
    _multiply(
        topic, topics, f"JOIN heading ON heading.id = i % {words.FRAGMENTS}",
        id=f"{FIRST} + i", title="said || ' ' || i", board_id=f"{board.pk} + {PLACE}",
        author_id=_author("i", members), last_poster_id=_author("(i + 1)", members),
        created_at=_moment(f"{BEGAN} + i * {step}"), last_post_at=_moment(last),
        last_number=f"{POSTS_A_TOPIC}", post_count=f"{POSTS_A_TOPIC}", view_count="i % 5000",
    )  # fmt: skip


def half(i: str) -> str:
    """Which fragment the text of post i begins with, and below, which follows."""
    return f"({i}) % {words.FRAGMENTS}"


def other_half(i: str) -> str:
    return f"(({i}) * 3 + ({i}) / {words.FRAGMENTS} * 7) % {words.FRAGMENTS}"


def _multiply_posts(post: Post, posts: int, members: int) -> None:
    step = (ENDED - BEGAN) / posts
    _multiply(
        post, posts,
        f"JOIN half one ON one.id = {half('i')} JOIN half other ON other.id = {other_half('i')}",
        id=f"{FIRST} + i", topic_id=f"{FIRST} + {TOPIC_OF_POST}", number=NUMBER_OF_POST, author_id=_author("i", members),
        source="one.said || ' ' || other.said", text="one.said || ' ' || other.said",
        html="'<p>' || one.said || ' ' || other.said || '</p>'", created_at=_moment(f"{BEGAN} + i * {step}"),
    )  # fmt: skip


def _tag_topics(tag: Tag, topics: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO topics_topic_tags (topic_id, tag_id) SELECT id, {tag.pk} + id % {TAGS} FROM topics_topic"
        )


def _mark_as_read(reader: User, topics: int) -> None:
    """The newest topics, every third of them not to its end."""
    mark = ReadMark.objects.create(member=reader, topic_id=FIRST + topics - 1, number=POSTS_A_TOPIC)
    _multiply(
        mark, min(MARKS, topics) - 1, id=f"{mark.pk + 1} + i", topic_id=f"{FIRST + topics} - 2 - i",
        number=f"{POSTS_A_TOPIC} - CASE WHEN i % 3 = 0 THEN 2 ELSE 0 END",
    )  # fmt: skip
