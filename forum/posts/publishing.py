"""Saying something: starting a topic, replying. Each is one transaction, and doing it twice is doing it once."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.boards.permission_locks import hold_grants
from forum.boards.permissions import Access
from forum.follows.following import follow_by_writing
from forum.jobs.recording import record
from forum.posts import member_totals
from forum.posts.models import Post
from forum.posts.post_text import PostText
from forum.refusals import NotAllowed, Refusal
from forum.topics import rules
from forum.topics.models import Tag, Topic

FLOOD_LIMIT = 12  # posts a member may write
FLOOD_PERIOD = timedelta(minutes=1)  # in this time
REPEATED_WITHIN = timedelta(minutes=15)


class NotAllowedNow(Refusal):
    """The topic was locked or removed, or the author may no longer write there."""

    code = "closed"
    sentence = _(
        "This topic was closed meanwhile and takes no more posts. Your text is still here; copy it if you need it."
    )


class MayOnlyRead(NotAllowed):
    """The author sees the topic's board, and may not reply there."""

    code = "may_only_read"
    sentence = _("You may read this board but not write on it. Your text is still here.")


class Moved(Refusal):
    """The topic has gone to another board since the author saw it, perhaps to another audience."""

    code = "moved"
    sentence = _(
        "This topic was moved to another board meanwhile. Look where it is now, then send this again."
    )


class KeyReused(Refusal):
    """The key belongs to another text already, or to a post in another place."""

    code = "key_reused"
    sentence = _("This form has been sent before, with another text. Send it again to post this one as well.")


class Repeated(Refusal):
    """The author has just posted the same text in the same place, as `post`."""

    code = "repeated"
    sentence = _("You posted this a minute ago.")

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post


class TooFast(Refusal):
    """The author has written as many posts as anybody may in a minute."""

    status = 429
    code = "too_fast"
    sentence = _("You have written many posts in a short time. Wait a minute, then send this again.")


def start(
    author,
    board: Board,
    title: str,
    text: PostText,
    *,
    key: str,
    ip: str | None = None,
    tags: Iterable[Tag] = (),
    follow: bool | None = None,
    again: bool = False,
) -> Post:
    """Start a topic; answer its first post. The same form again answers the same post; raises KeyReused for another.

    `follow` says whether the author wants to follow it; without a word their preferences decide. Raises Repeated where
    the author has just started the same topic with another form, unless it is meant `again`.
    """

    def is_this(post: Post) -> bool:
        return post.is_first and post.topic.board_id == board.pk and post.source == text.source

    return _once(
        author, key, is_this, lambda: _start(author, board, title, text, key, ip, tags, follow, again)
    )


def reply(
    author,
    topic: Topic,
    text: PostText,
    *,
    key: str,
    ip: str | None = None,
    reply_to: Post | None = None,
    follow: bool | None = None,
    again: bool = False,
) -> Post:
    """Add a post to the topic; answer it. `topic.board_id` is the board on which the author saw the topic.

    `follow` says whether the author wants to follow it; without a word their preferences decide.

    Raise NotAllowedNow, MayOnlyRead or Moved if the topic, looked at again under its lock, does not take the reply;
    TooFast; KeyReused if the key belongs to another text or topic; Repeated if the author has just posted the same
    text here with another form, unless it is meant `again`.
    """

    def is_this(post: Post) -> bool:
        return post.topic_id == topic.pk and post.source == text.source

    return _once(author, key, is_this, lambda: _reply(author, topic, text, key, ip, reply_to, follow, again))


def _once(author, key: str, is_this: Callable[[Post], bool], act: Callable[[], Post]) -> Post:
    with transaction.atomic():
        # Under the author's lock nobody else can use the key between the look and the act.
        _lock_member(author)
        found = Post.objects.select_related("topic").filter(author=author, key=key).first()
        if found is None:
            return act()
    # A key tells its sender nothing about a post that has gone elsewhere since, and swallows no other text.
    if not is_this(found):
        raise KeyReused
    return found


def _start(author, board, title, text, key, ip, tags, follow, again) -> Post:
    hold_grants()
    board = Board.objects.get(pk=board.pk)
    Access.afresh(author)
    if not rules.can_start(author, board):
        raise NotAllowedNow
    if not again:
        _refuse_repeated(author, text, number=1, topic__board=board, topic__title=title)
    _hold_back(author)
    now = timezone.now()
    topic = Topic.objects.create(board=board, author=author, title=title, created_at=now, last_post_at=now)
    if tags:
        topic.tags.set(tags)
    return _add(author, topic, text, key, ip, None, now, follow)


def _reply(author, seen: Topic, text, key, ip, reply_to, follow, again) -> Post:
    topic = Topic.objects.select_for_update(no_key=True).filter(pk=seen.pk).first()
    hold_grants()
    Access.afresh(author)
    if topic is None or not Access.of(author).may("see", topic.board_id):
        raise NotAllowedNow
    if topic.board_id != seen.board_id:
        raise Moved
    if not rules.can_reply(author, topic):
        raise NotAllowedNow if Access.of(author).may("reply", topic.board_id) else MayOnlyRead
    if not again:
        _refuse_repeated(author, text, topic=topic, reply_to=reply_to)
    _hold_back(author)
    return _add(author, topic, text, key, ip, reply_to, timezone.now(), follow)


def _add(author, topic: Topic, text: PostText, key, ip, reply_to, now, follow) -> Post:
    topic.last_number += 1
    post = Post(
        topic=topic,
        number=topic.last_number,
        author=author,
        key=key,
        ip=ip,
        reply_to=reply_to,
        created_at=now,
    )
    post.write(text.source, text.rendered)
    post.save(force_insert=True)
    topic.post_count += 1
    topic.version += 1
    topic.last_post_at, topic.last_poster = now, author
    topic.save(update_fields=["last_number", "post_count", "version", "last_post_at", "last_poster"])
    get_user_model().objects.filter(pk=author.pk).update(post_count=F("post_count") + 1)
    member_totals.add({(author.pk, topic.board_id): 1})
    follow_by_writing(author, topic, follow, starts=post.is_first)
    record(
        "post.published",
        post_id=post.pk,
        topic_id=topic.pk,
        board_id=topic.board_id,
        mentions=list(text.rendered.mentions),
        quotes=list(text.rendered.quotes),
    )
    return post


def _lock_member(author) -> None:
    # Taken first by everyone who writes: one member's posts follow one another, so that the flood limit
    # and the key are looked up and used without anybody in between.
    member = get_user_model().objects.select_for_update(no_key=True).get(pk=author.pk)
    if member.closed_at or member.is_suspended or not member.is_active:
        raise NotAllowedNow


def _refuse_repeated(author, text: PostText, **place) -> None:
    # The page that a browser goes back to has the text in its box and a new key.
    recent = Post.objects.not_removed().filter(author=author, created_at__gt=timezone.now() - REPEATED_WITHIN)
    found = recent.filter(source=text.source, topic__removed_at=None, **place).select_related("topic").first()
    if found:
        raise Repeated(found)


def _hold_back(author) -> None:
    now = timezone.now()
    # Posts dated ahead are from before a clock was set back. They say nothing about how fast somebody writes now.
    recent = Post.objects.filter(author=author, created_at__gt=now - FLOOD_PERIOD, created_at__lte=now)
    if not author.is_staff and recent.count() >= FLOOD_LIMIT:
        raise TooFast
