"""Starting a topic and replying. Each is one transaction, and sending the same form twice posts once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import markup
from forum.boards.models import Board, read_permissions
from forum.boards.permission_locks import lock_permissions_shared
from forum.boards.permissions import Permissions
from forum.follows.following import follow_by_writing
from forum.jobs.enqueuing import enqueue
from forum.posts import additions, approval, reply_checks, writing_limits
from forum.posts.approval import Finding, Writing
from forum.posts.locking import lock_member, lock_topic
from forum.posts.models import PendingPost, Post
from forum.posts.post_text import PostText
from forum.posts.repeated import refuse_repeated
from forum.posts.restricted_authors import check_may_write
from forum.posts.sent_again import KeyReused, find_by_key, moved_since
from forum.posts.storing import append_posts, call_writers, new_post
from forum.posts.team_messages import TeamMessage
from forum.refusals import NotAllowed, Refusal
from forum.site.models import SiteSettings
from forum.topics import rules
from forum.topics.board_tags import rules_of
from forum.topics.models import Tag, Topic
from forum.topics.rules import may


class NotAllowedNow(Refusal):
    """The topic was locked or removed, or the author may no longer write there."""

    code = "closed"
    sentence = _("This topic is locked now. Your text is still here; copy it if you need it.")
    removed = _("This topic was removed. Your text is still here; copy it if you need it.")
    no_new_topics = _(
        "You can’t start topics on this board now. Your text is still here; copy it, or choose another board."
    )
    no_account = _("Your account can’t write any more. Your text is still here; copy it if you need it.")


class MayOnlyRead(NotAllowed):
    code = "may_only_read"
    sentence = _("You can read this board, but you can’t post on it. Your text is still here.")


class Moved(Refusal):
    code = "moved"
    sentence = _("This topic is on another board now. Check where it is, then post again.")


class Merged(NotAllowedNow):
    """A moderator was quicker; the page that says so is that of the other topic, with the text in its box."""

    sentence = _("A moderator has just merged the topic into this one. Send your text again to post it here.")


@dataclass(frozen=True)
class Submission:
    """What somebody wants to post. A title and tags are those of a new topic."""

    author: User
    text: PostText
    key: str  # of the form: sent again, it is not posted again
    ip: str | None = None
    reply_to: Post | None = None
    follow: bool | None = None  # whether to follow the topic; without a word the author's preferences decide
    is_repeat_meant: bool = False
    title: str = ""
    tags: Collection[Tag] = ()
    additions: Mapping[str, Any] = field(default_factory=dict)  # see `additions`
    form: Mapping[str, Any] = field(default_factory=dict)  # what it told of how it was filled in
    # Called in the transaction that stores it, as a post or for approval: for what must be true at once with it.
    when_stored: Callable[[], None] | None = None
    site: SiteSettings | None = None  # where they have been read already
    in_name_of: User | None = None  # the account of the team, where it is published as theirs

    @property
    def settings(self) -> SiteSettings:
        return self.site or SiteSettings.current()

    @property
    def shown_author(self) -> User:
        return self.in_name_of or self.author


@dataclass(frozen=True)
class Hold:
    """What a check returns if a moderator is to decide about a submission. The moderator reads the reason.

    What those write who skip approval is published all the same.
    """

    reason: str = ""


Check = Callable[[Submission, Topic | Board], Hold | None]

_checks: list[Check] = []


def check_before(check: Check) -> None:
    """Call this with every submission and its place before it is published, outside all locks.

    It returns None to allow it, returns a Hold to hold it for approval, or raises a Refusal, for
    instance TextRefused with a sentence.
    """
    if check in _checks:
        raise ValueError(f"{check} is registered already.")
    _checks.append(check)


def start(board: Board, submission: Submission) -> Post | PendingPost:
    """Start a topic; return its first post, or what waits for approval. The same form again answers the same.

    Raise KeyReused if the key belongs to another post, MovedSince if that is out of sight; NotAllowedNow; Repeated if
    the author has just started the same topic with another form; what `writing_limits` raises; or what a check raises.
    """
    author, found, site = submission.author, look_over(submission, board), submission.settings
    with transaction.atomic():
        member = lock_writer(author)
        if existing_post := find_by_key(submission.author, submission.key, submission.text.source):
            is_there = existing_post.is_first and existing_post.topic.board_id == board.pk
            return existing_post if is_there else moved_since(existing_post)
        lock_permissions_shared()
        board = Board.objects.get(pk=board.pk)
        permissions = read_permissions(author)
        if not rules.can_start(permissions, board):
            raise NotAllowedNow(NotAllowedNow.no_new_topics)
        _refuse_repeated(submission, board)
        writing_limits.check_pace(member, site)
        writing_limits.check_new_member(member, submission.text, site)
        writing_limits.check_new_members_topics(member, site)
        rules_of(board).check(submission.tags)
        if not may(permissions, "moderate", board):
            writing_limits.check_slow_mode(member, board)
        if submission.when_stored:
            submission.when_stored()
        if not rules.skips_approval(permissions, board):
            found += approval.findings(_writing(submission, board), is_under_lock=True)
            if found:
                return _hold(submission, found, site, board=board)
        return publish(Topic(board=board, author=author, title=submission.title), submission)


def reply(topic: Topic, submission: Submission) -> Post | PendingPost:
    """Add a post to the topic; answer it, or what waits for approval. The same form again answers the same.

    `topic.board_id` is the board on which the author saw the topic, which is looked at again under its lock. Raise
    KeyReused if the key belongs to another post, MovedSince if that is out of sight; NotAllowedNow, Merged, MayOnlyRead
    or Moved; Repeated if the author has just posted the same text here with another form; what limits or checks raise.
    """
    author, found, site = submission.author, look_over(submission, topic), submission.settings
    with transaction.atomic():
        member = lock_writer(author)
        if existing_post := find_by_key(submission.shown_author, submission.key, submission.text.source):
            return existing_post if existing_post.topic_id == topic.pk else moved_since(existing_post)
        locked_topic = lock_topic(topic.pk)
        lock_permissions_shared()
        permissions = read_permissions(author)
        if locked_topic is not None and locked_topic.is_merged:
            raise Merged
        if locked_topic is None or locked_topic.is_removed or not may(permissions, "see", locked_topic):
            raise NotAllowedNow(NotAllowedNow.removed)
        if locked_topic.board_id != topic.board_id:
            raise Moved
        _check_may_reply(permissions, locked_topic, submission)
        reply_checks.ask(permissions, locked_topic)
        _refuse_repeated(submission, topic)
        writing_limits.check_pace(member, site)
        writing_limits.check_new_member(member, submission.text, site)
        if not rules.can_moderate(permissions, locked_topic):
            writing_limits.check_run(member, locked_topic, site)
            writing_limits.check_slow_mode(member, locked_topic.board, locked_topic)
        if submission.when_stored:
            submission.when_stored()
        if not rules.skips_approval(permissions, locked_topic):
            found += approval.findings(_writing(submission, locked_topic), is_under_lock=True)
            if found:
                return _hold(submission, found, site, topic=topic)
        return publish(locked_topic, submission)


def _check_may_reply(permissions: Permissions, topic: Topic, submission: Submission) -> None:
    if not rules.can_reply(permissions, topic):
        raise NotAllowedNow if may(permissions, "reply", topic) else MayOnlyRead
    if submission.in_name_of and not rules.is_of_team(permissions, topic):
        raise NotAllowed


def publish(topic: Topic, submission: Submission) -> Post:
    """Add the submission to the topic, which may be new, without asking whether that is allowed.

    The caller has locked the author and then the topic.
    """
    rendered, reply_to = submission.text.rendered, submission.reply_to
    if reply_to and not Post.objects.filter(pk=reply_to.pk, topic=topic.pk).exists():
        reply_to = None  # a moderator has moved it meanwhile
    ip = None if submission.in_name_of else submission.ip  # which would tell who it was
    post = new_post(author_id=submission.shown_author.pk, key=submission.key, ip=ip)
    post.author, post.written_by_id = submission.shown_author, submission.author.pk
    post.reply_to = reply_to
    post.write(submission.text.source, rendered)
    append_posts(topic, [post])
    if submission.in_name_of:
        TeamMessage.objects.create(post=post, written_by=submission.author)
    if submission.tags:
        topic.tags.set(submission.tags)
    if submission.additions:
        additions.write(post, submission.additions)
        # What is derived from a post is derived from these as well.
        call_writers([post])
    follow_by_writing(submission.author, topic, submission.follow, starts=post.is_first)
    addressed: dict[str, Any] = {"mentions": list(rendered.mentions), "quotes": list(rendered.quotes)}
    if topic.is_conversation:
        enqueue("message.published", post_id=post.pk, topic_id=topic.pk, **addressed)
    else:
        enqueue("post.published", post_id=post.pk, topic_id=topic.pk, board_id=topic.board_id, **addressed)
    return post


def look_over(submission: Submission, place: Topic | Board) -> list[Finding]:
    """Ask all checks, which may refuse it, and return why it waits, before anything is locked."""
    # What a form posted the first time is not refused when it is sent again.
    if find_by_key(submission.shown_author, submission.key, submission.text.source):
        return []
    answers = [check(submission, place) for check in _checks]
    if isinstance(place, Topic) and place.is_conversation:
        return []  # there is nobody who could approve it
    found = [Finding(approval.CHECKED, {"words": answer.reason}) for answer in answers if answer]
    return found + approval.look_over(_writing(submission, place))


def _writing(submission: Submission, place: Topic | Board) -> Writing:
    return Writing(
        author=submission.author,
        place=place,
        text=submission.text,
        title=submission.title,
        beside=additions.words_of(submission.additions),
        ip=submission.ip,
        form=submission.form,
    )


def _hold(submission: Submission, found: Sequence[Finding], site: SiteSettings, **place: Any) -> PendingPost:
    pending = PendingPost.objects.filter(author=submission.author)
    if same := pending.filter(source=submission.text.source, title=submission.title, **place).first():
        return same
    if pending.filter(key=submission.key).exists():
        raise KeyReused
    writing_limits.check_pace(submission.author, site, PendingPost)
    post = PendingPost.objects.create(
        author=submission.author,
        title=submission.title,
        reply_to=submission.reply_to,
        source=submission.text.source,
        html=submission.text.rendered.html,
        markup_version=markup.VERSION,
        follow=submission.follow,
        key=submission.key,
        ip=submission.ip,
        reason=approval.summary(found)[:500],
        reasons=[finding.as_json() for finding in found],
        additions=submission.additions,
        **place,
    )
    post.tags.set(submission.tags)
    for tell in approval.WHEN_HELD:
        tell(found)
    return post


def lock_author(author: User) -> User:
    """Lock the author's row and return it; raise NotAllowedNow if they may not write any more."""
    # Taken first by everyone who writes: one member's posts follow one another, so that the limits
    # and the key are looked up and used without anybody in between.
    member = lock_member(author.pk)
    if member is None or member.closed_at or member.is_suspended or not member.is_active:
        raise NotAllowedNow(NotAllowedNow.no_account)
    # A request has read its member when it began: what is asked of them from here on is as it is now.
    author.restrict_as(member)
    return member


def lock_writer(author: User) -> User:
    """The same; also raise IsSilenced, or WarningUnread."""
    member = lock_author(author)
    check_may_write(member)
    return member


def _refuse_repeated(sent: Submission, place: Topic | Board) -> None:
    if not sent.is_repeat_meant:
        refuse_repeated(sent.shown_author, place, sent.title, sent.text.source, sent.reply_to)
