"""Where a text is being written, as its form says: `topic:12`, `board:glue` or `board:3`, `edit:99`, or `start`."""

from django.shortcuts import get_object_or_404

from accounts.models import Reader, User
from accounts.names import name_key
from forum import markup
from forum.boards.group_mentions import SIGN, GroupMention, groups_among, members_notified
from forum.boards.models import Board, read_grants
from forum.pages.addresses import row_number
from forum.pages.topics.lookup import any_topic_or_404
from forum.posts.models import Post
from forum.posts.post_text import PostText
from forum.site.slugs import find_by_slug
from forum.topics.models import Topic


def board_written_on(reader: Reader, place: str) -> int | None:
    """Return the number of the board that the text will be on; None if there is none yet, or none the reader sees."""
    kind, _colon, name = place.replace("\x00", "").partition(":")
    number = row_number(name) or 0
    if kind == "topic":
        return Topic.objects.readable_by(reader).filter(pk=number).values_list("board_id", flat=True).first()
    if kind == "edit":
        posts = Post.objects.readable_by(reader).filter(pk=number)
        return posts.values_list("topic__board_id", flat=True).first()
    if kind == "board" and name:
        boards = Board.objects.visible_to(reader)
        board = find_by_slug(boards, name) or boards.filter(pk=number).first()
        return board.pk if board else None
    return None


def topic_written_in(reader: Reader, place: str) -> Topic | None:
    """Return the topic that the text answers, or is in already; a 404 if the reader does not see it."""
    kind, _colon, name = place.partition(":")
    number = row_number(name) or 0
    if kind == "edit":
        posts = Post.objects.readable_by(reader).filter(pk=number)
        return get_object_or_404(Topic.objects.readable_by(reader), pk__in=posts.values("topic"))
    return any_topic_or_404(reader, number) if kind == "topic" else None


def members_out_of_reach(usernames: tuple[str, ...], board_id: int | None) -> list[str]:
    """Those of these members who do not see the board: they will not be notified of what is written there."""
    usernames = tuple(name for name in usernames if not name.startswith(SIGN))
    if not usernames or board_id is None:
        return []
    readers = User.objects.filter(read_grants().readers_of(board_id), username__in=usernames)
    reached = set(readers.values_list("username", flat=True))
    return [name for name in usernames if name not in reached]


def groups_not_open_to(author: User, text: PostText) -> list[str]:
    """Names in the text of groups that the author knows but may not mention. Of others nothing is said."""
    mentioned = set(groups_among(text.rendered.mentions))
    keys = {name_key(name) for name in markup.mentioned(text.source)}
    if not keys:
        return []
    groups = GroupMention.objects.filter(name_key__in=keys).exclude(name__in=mentioned)
    closed = groups.known_to(author).exclude(pk__in=groups.open_to(author)).order_by("name")
    return list(closed.values_list("name", flat=True))


def notified_by_groups(
    author: User, mentions: tuple[str, ...], board_id: int | None
) -> list[tuple[str, int]]:
    """Each group that the text mentions, and how many of its members see the board; none where there is no board."""
    groups = groups_among(mentions)
    if not groups or board_id is None:
        return []
    readers = read_grants().readers_of(board_id)
    return [(name, members_notified([name], readers, but=author.pk).count()) for name in groups]
