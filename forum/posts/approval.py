"""Why a post waits for a moderator's approval: a table of reasons, and what waits. `approving` publishes it.

The reasons of boards' settings stand in `board_approval`. An installed app adds its own by
`approval.register(Reason(...))` in its `ready()`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.database.prepared_queries import PreparedQuery, stand_ins
from forum.markup.remote_pictures import without_loading
from forum.posts.models import PendingPost, Post, PostTotal
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import PostText, render_text
from forum.refusals import Refusal
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings
from forum.site.spam_protection import SpamProtection
from forum.topics import rules
from forum.topics.models import Topic

Evidence = Mapping[str, Any]
Words = str | Promise


class Spared(IntEnum):
    """Whom a reason never lets wait. Nothing lets those wait who skip approval in that place."""

    NOBODY = 0
    STAFF = 1
    REGULARS = 2  # and staff


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What is judged: a new topic, a reply, or an edit of the post `earlier`. A title is given where it is new."""

    author: User
    place: Topic | Board
    text: PostText
    title: str = ""
    # What else others will read: the words of a poll, or why an edit was made.
    beside: Sequence[str] = ()
    ip: str | None = None
    earlier: Post | None = None
    form: Mapping[str, Any] = field(default_factory=dict)  # what the form itself told, see `Submission.form`

    @cached_property
    def accepted_posts(self) -> int:
        return accepted_posts(self.author)

    @cached_property
    def protection(self) -> SpamProtection:
        return SpamProtection.current()

    @cached_property
    def is_by_regular(self) -> bool:
        """Whether only few reasons let it wait."""
        return self.author.is_forum_staff or self.accepted_posts >= self.protection.regular_posts

    @property
    def board(self) -> Board:
        """Nothing that is written in a conversation comes here."""
        return self.place if isinstance(self.place, Board) else self.place.its_board

    @property
    def is_topic(self) -> bool:
        return isinstance(self.place, Board)


# What lets it wait, as its author is told.
BY_FILTER = _("A filter let it wait automatically; a moderator decides.")
BY_BOARD = _("A setting of the board lets it wait; a moderator decides.")
BY_MODERATOR = _("A moderator decides.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reason:
    """`judge` returns None to let the text be published, or the evidence, which must fit into JSON.

    A `post` in the evidence is the id of one that is linked for the moderators who may see it.
    """

    name: str
    label: Words = ""  # in the admin's list of what each reason did
    words: Callable[[Evidence], Words]  # for moderators
    author_words: Callable[[Evidence], Words]
    judge: Callable[[Writing], Evidence | None]
    held_by: Words = BY_FILTER
    spares: Spared = Spared.REGULARS
    of_posts: bool = True
    of_edits: bool = False
    # Judged in the transaction that publishes, with the author locked and the place as it is then: only what is quick.
    is_under_lock: bool = False


class Finding(NamedTuple):
    reason: Reason
    evidence: Evidence

    def as_json(self) -> dict[str, Any]:
        return {"name": self.reason.name, "evidence": dict(self.evidence)}


TABLE: dict[str, Reason] = {}


def register(*reasons: Reason) -> None:
    for reason in reasons:
        if reason.name in TABLE:
            raise ValueError(f"There is a reason {reason.name} already.")
        TABLE[reason.name] = reason


# What a check of `publishing.check_before` lets wait, in its own words.
CHECKED = Reason(
    name="checked",
    words=lambda evidence: evidence["words"],
    author_words=lambda evidence: "",
    judge=lambda writing: None,
    spares=Spared.NOBODY,
)


# Each raises a Refusal for what must not be published at all, whoever wrote it: a post, or an edit.
CHECKS: list[Callable[[Writing], None]] = []
# Each is told what was let wait, in the transaction that keeps it.
WHEN_HELD: list[Callable[[Sequence[Finding]], None]] = []


def look_over(writing: Writing) -> list[Finding]:
    """Raise what a check raises, or return the reasons for which it waits, before anything is locked."""
    for check in CHECKS:
        check(writing)
    if rules.skips_approval(writing.author, writing.place):
        return []
    return findings(writing, is_under_lock=False)


def findings(writing: Writing, *, is_under_lock: bool) -> list[Finding]:
    """Return all reasons for which it waits, of those that are judged now.

    The caller asks nothing about those who skip approval, and has locked the author where `is_under_lock`.
    """
    asked = [reason for reason in TABLE.values() if reason.is_under_lock == is_under_lock]
    found = []
    for reason in asked:
        is_of_this = reason.of_posts if writing.earlier is None else reason.of_edits
        if is_of_this and not _is_spared(reason, writing):
            evidence = reason.judge(writing)
            if evidence is not None:
                found.append(Finding(reason, evidence))
    return found


def _is_spared(reason: Reason, writing: Writing) -> bool:
    if reason.spares >= Spared.STAFF and writing.author.is_forum_staff:
        return True
    return reason.spares == Spared.REGULARS and writing.is_by_regular


def stored(facts: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """The findings that were kept as JSON, without those whose app is not installed any more."""
    known = [(TABLE.get(fact.get("name", "")), fact.get("evidence", {})) for fact in facts]
    return [Finding(reason, evidence) for reason, evidence in known if reason]


def summary(found: Iterable[Finding]) -> str:
    """Why it waits, in words for moderators, on one line."""
    return " ".join(filter(None, (str(reason.words(evidence)) for reason, evidence in found)))


def words_for_author(pending: PendingPost | PendingEdit) -> list[str]:
    """Why it waits, in words for its author."""
    said = (str(reason.author_words(evidence)) for reason, evidence in stored(pending.reasons))
    return list(dict.fromkeys(filter(None, said)))


def words_for_origin(pending: PendingPost | PendingEdit) -> list[str]:
    """Whether a filter, a board or somebody let it wait, in words for its author."""
    origins = [str(finding.reason.held_by) for finding in stored(pending.reasons)]
    return list(dict.fromkeys(origins or [str(BY_FILTER)]))


def will_wait(reader: Reader, place: Topic | Board) -> bool:
    """Whether to say beside a form that what this reader writes in it waits, whatever it is."""
    if not reader.is_authenticated or rules.skips_approval(reader, place):
        return False
    return any(asks(reader, place) for asks in ALWAYS)


# What lets everything of somebody wait in a place, whatever they write: it is said before they do.
ALWAYS: list[Callable[[User, Topic | Board], bool]] = []


def accepted_posts(author: User) -> int:
    """How many of their posts are there for others, on all boards."""
    return sum(count for (count,) in _totals().rows([author.pk]))


@cache
def _totals() -> PreparedQuery:
    [member_id] = stand_ins(1)
    totals = PostTotal.objects.filter(member=member_id).order_by()
    return PreparedQuery(totals.values_list("post_count"), [member_id])


def waiting_in(reader: Reader, place: Topic | Board) -> QuerySet[PendingPost]:
    """What this reader has written there that waits: nobody else's."""
    if not reader.is_authenticated:
        return PendingPost.objects.none()
    waiting = PendingPost.objects.filter(author=reader).order_by("pk")
    return waiting.filter(board=place) if isinstance(place, Board) else waiting.filter(topic=place)


def html_of(pending: PendingPost | PendingEdit, site: SiteSettings) -> str:
    """What its author and whoever decides read; "" if it can't be rendered any more.

    It is kept as it was sent. Only what was rejected and let wait again has to be rendered.
    """
    html = pending.html
    if not html:
        try:
            text = render_text(pending.source, options=site.markup_options, author=pending.author)
        except Refusal:
            return ""
        html = text.rendered.html
    return html if site.remote_images == RemoteImages.LOADED else without_loading(html)
