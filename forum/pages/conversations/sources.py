"""What moderators begin to write to a member about: a post, a report, what waits, a warning, an act, an appeal.

The query of the form's address names it. It is found only by who may write to the member about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.appeals import appeal_queue
from forum.appeals.models import Appeal
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Permissions
from forum.conversations import rules
from forum.conversations.models import TeamConversation
from forum.member_records.models import MemberWarning
from forum.moderation import approval_queue, edit_queue, writing_acts
from forum.moderation.acts import Act
from forum.moderation.log import entries_for, moderates_members
from forum.moderation.member_rules import sees_to_members
from forum.moderation.models import LogEntry
from forum.moderation.own_items import without_own
from forum.moderation.statements import title_at_the_time
from forum.pages.addresses import row_number
from forum.posts.models import Post
from forum.reports.models import Report, Reporting
from forum.topics.models import Topic

REPORT = "report"  # whose address names the member besides, with `to`
LONGEST_TITLE = 120  # characters of the topic's title that go into that of the conversation


@dataclass(frozen=True)
class Source:
    kind: str  # as in SOURCES
    number: int  # of its row; of a report, that of what one of its members said
    member: User
    board: Board | None  # None: of those that the moderator moderates, they choose one
    title: str  # what the form proposes
    about: dict[str, Any]  # columns of TeamConversation
    act: Act[Any]  # what the log says of it,
    thing: Post | Topic | User  # and of what
    one_is_enough: bool = False  # who wants to begin another is led to the first

    @property
    def conversation(self) -> TeamConversation:
        """As it will be, for the line that says what it is about."""
        return TeamConversation(member=self.member, **self.about)

    @property
    def address(self) -> str:
        """Of the form."""
        query: dict[str, Any] = {self.kind: self.number}
        if self.kind == REPORT:
            query = {REPORT: self.about["report"].pk, "to": self.member.username}
        return f"{reverse('team-conversation-new')}?{urlencode(query)}"


def source_of(reader: User, query: Mapping[str, str]) -> Source | None:
    """None if there is no such thing, or they may not write to its member."""
    for kind in SOURCES:
        if kind in query:
            number = row_number(query[kind]) or 0
            is_report = Q(report=number, member__username=query.get("to", ""))
            wanted = is_report if kind == REPORT else Q(pk=number)
            return next(iter(sources_of(reader, kind, wanted).values()), None)
    return None


def sources_of(reader: User, kind: str, wanted: Q) -> dict[int, Source]:
    """Those of a kind about which they may write to a member, by number; in as many queries for many as for one."""
    found = SOURCES[kind](reader, wanted)
    return {source.number: source for source in found if may_write(reader, source)}


def may_write(reader: User, source: Source) -> bool:
    return rules.can_write_as_team(reader, source.board.pk if source.board else None, source.member)


def boards_to_choose(reader: User, source: Source) -> list[Board]:
    if source.board is not None:
        return []
    return list(Board.objects.filter(pk__in=permissions_of(reader).boards("moderate")))


def of_post(reader: User, wanted: Q) -> Iterator[Source]:
    for post in Post.objects.placed_for(reader).select_related("author", "topic__board").filter(wanted):
        board, title = post.topic.board, about_post_in(post.topic.title)
        if board is not None:
            yield Source(
                "post", post.pk, post.author, board, title, {"post": post}, writing_acts.to_author, post
            )


def of_report(reader: User, wanted: Q) -> Iterator[Source]:
    """To one of those who reported it, each of whom has a row."""
    seen = without_own(Report.objects.visible_to(reader, sees_members=moderates_members(reader)), reader)
    things = ("member", "report__post__topic__board", "report__topic__board", "report__member")
    for row in Reporting.objects.filter(wanted, report__in=seen).select_related(*things):
        report, about = row.report, {"report": row.report}
        topic = report.post.topic if report.post else report.topic
        if topic is None:
            title, act = _("About your report"), writing_acts.to_member
            yield Source(REPORT, row.pk, row.member, None, title, about, act, row.member)
            continue
        title = _("About your report in “%(topic)s”") % {"topic": topic.title[:LONGEST_TITLE]}
        act = writing_acts.to_reporter if report.post else writing_acts.to_reporter_of_topic
        yield Source(REPORT, row.pk, row.member, topic.board, title, about, act, report.post or topic)


def of_waiting_text(reader: User, wanted: Q) -> Iterator[Source]:
    for pending in approval_queue.open_to(reader).filter(wanted):
        topic, author, about = pending.topic, pending.author, {"waiting_key": pending.key}
        title = about_post_in(topic.title if topic else pending.title)
        board = topic.board if topic else pending.board
        act = writing_acts.about_topic if topic else writing_acts.to_member
        yield Source("waiting", pending.pk, author, board, title, about, act, topic or author)


def of_edit(reader: User, wanted: Q) -> Iterator[Source]:
    """To who made it: of a wiki post that may be another than its author."""
    for pending in edit_queue.open_to(reader).filter(wanted):
        post, author = pending.post, pending.author
        title, about, board = about_post_in(post.topic.title), {"post": post}, post.topic.board
        if author.pk == post.author_id:
            yield Source("edit", pending.pk, author, board, title, about, writing_acts.to_author, post)
        else:
            about_it = writing_acts.about_topic
            yield Source("edit", pending.pk, author, board, title, about, about_it, post.topic)


def of_warning(reader: User, wanted: Q) -> Iterator[Source]:
    seen = MemberWarning.objects.visible_to(permissions_of(reader), sees_members=sees_to_members(reader))
    for warning in seen.select_related("member", "post__topic__board").filter(wanted):
        member, board = warning.member, warning.post.topic.board if warning.post else None
        post, about = warning.post if board else None, {"warning": warning}
        act = writing_acts.to_author if post else writing_acts.to_member
        title = _("About your warning")
        yield Source("warning", warning.pk, member, board, title, about, act, post or member)


def of_entry(reader: User, wanted: Q) -> Iterator[Source]:
    entries = list(entries_for(reader).filter(wanted).select_related("topic__board"))
    writable = can_be_written_about(reader, entries)
    for entry in entries:
        if entry.pk in writable and (member := member_of(entry)):
            yield about_act("entry", entry.pk, entry, member)


def of_appeal(reader: User, wanted: Q) -> Iterator[Source]:
    for appeal in appeal_queue.open_to(reader).filter(wanted):
        yield about_act("appeal", appeal.pk, appeal.entry, appeal.member, one_is_enough=True)


def about_act(
    kind: str, number: int, entry: LogEntry, member: User, *, one_is_enough: bool = False
) -> Source:
    thing, about = entry.post or entry.topic or member, {"entry": entry}
    board = entry.topic.board if entry.topic else None
    title = about_post_in(title_at_the_time(entry)) if board else _("A word from the moderators")
    act = writing_acts.to_author if entry.post and board else writing_acts.about_topic
    if board is None:
        act, thing = writing_acts.to_member, member
    return Source(kind, number, member, board, title, about, act, thing, one_is_enough)


def about_post_in(title: str) -> str:
    return _("About your post in “%(topic)s”") % {"topic": title[:LONGEST_TITLE]}


def member_of(entry: LogEntry) -> User | None:
    """Whom an act in the log was done to, or who wrote what it was done to."""
    if entry.member_id:
        return entry.member
    thing = entry.post or entry.topic
    return thing.author if thing else None


def can_be_written_about(reader: User, entries: Sequence[LogEntry]) -> set[int]:
    """Of which of these acts in the reader’s log they may write to the member, by number; in one query at most."""
    permissions = permissions_of(reader)
    found = {entry.pk for entry in entries if allows_writing(permissions, entry)}
    own = [entry for entry in entries if entry.pk in found and entry.by_id == reader.pk]
    return found - under_appeal(own) if own else found


def allows_writing(permissions: Permissions, entry: LogEntry) -> bool:
    member = member_of(entry)
    if member is None or writing_acts.CONVERSATION in entry.detail:
        return False
    return rules.can_write_as_team(permissions, entry.topic.board_id if entry.topic else None, member)


def under_appeal(entries: Sequence[LogEntry]) -> set[int]:
    """Those against which, or against others of their steps, an appeal waits: who decides it writes about it."""
    steps = [entry.step for entry in entries if entry.step]
    of_step = Q(entry__in=entries) | Q(entry__step__in=steps)
    appealed = list(Appeal.objects.open().filter(of_step).values_list("entry", "entry__step"))
    ids, their_steps = {pk for pk, _step in appealed}, {step for _pk, step in appealed if step}
    return {entry.pk for entry in entries if entry.pk in ids or entry.step in their_steps}


SOURCES: dict[str, Callable[[User, Q], Iterable[Source]]] = {
    "post": of_post,
    REPORT: of_report,
    "waiting": of_waiting_text,
    "edit": of_edit,
    "warning": of_warning,
    "entry": of_entry,
    "appeal": of_appeal,
}
