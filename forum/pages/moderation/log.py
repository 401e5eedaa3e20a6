"""The moderation log of those who moderate some boards, and undoing what stands in it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from forum import limits
from forum.boards.models import Board
from forum.moderation import acts, undoing
from forum.moderation.log import entries_for, may_undo, moderates_members, undoable_by
from forum.moderation.models import LogEntry
from forum.moderation.writing_acts import CONVERSATION, conversations_in
from forum.pages.addresses import next_or, row_number
from forum.pages.conversations.sources import can_be_written_about
from forum.pages.csv_files import csv_file
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.log_filter import LogFilter
from forum.pages.moderation.undo_messages import left_behind
from forum.pages.pagination import NewestFirst
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.refusals import Refusal
from forum.topics.models import Topic

PER_PAGE = 40
MOST = 100  # acts that one press undoes


@dataclass(frozen=True)
class Row:
    entry: LogEntry
    words: str
    detail: str
    can_be_undone: bool
    conversation: Topic | None = None  # that was begun, if the reader may read it
    can_be_written_about: bool = False  # to the member

    @property
    def thing_address(self) -> str:
        return thing_address(self.entry)


def thing_address(entry: LogEntry) -> str:
    if entry.ban:
        return reverse("moderate-bans")
    if entry.member:
        return "" if entry.member.closed_at else reverse("member", args=[entry.member.username])
    thing = entry.post or entry.topic
    return thing.get_absolute_url() if thing else ""


@moderators_only
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    form = LogFilter(request.GET)
    page = NewestFirst.of(request, form.narrow(entries_for(request.user)), "created_at", PER_PAGE)
    context = {
        "form": form,
        "rows": rows_of(request, page.rows),
        "page": page,
        "is_narrowed": bool(form.query),
        "sees_members": moderates_members(request.user),
    }
    return form_page(request, "moderation/log.html", context)


@moderators_only
@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    """The same entries as a file, those that this moderator may see."""
    form = LogFilter(request.GET)
    if not form.is_valid():
        return form_page(request, "moderation/log.html", {"form": form, "is_narrowed": True})
    limits.enforce("export", request.user.pk)
    entries = form.narrow(entries_for(request.user)).order_by("-created_at", "-pk")
    boards = dict(Board.objects.visible_to(request.user).values_list("pk", "name"))
    header = (
        _("When"), _("By"), _("Act"), _("On"), _("Which"), _("Member"), _("Detail"), _("Reason"), _("Rule"),
        _("Note for staff"),
    )  # fmt: skip
    rows = (cells_of(entry, boards) for entry in entries.iterator(chunk_size=500))
    return csv_file("log", header, rows)


def cells_of(entry: LogEntry, boards: dict[int, str]) -> tuple[str | int, ...]:
    act, topic = acts.of(entry), entry.topic
    title = f"{topic.title} #{entry.post.number}" if topic and entry.post else topic.title if topic else ""
    return (
        entry.created_at.isoformat(timespec="seconds"),
        entry.by.username if entry.by else _("Automatically"),
        acts.words_of(entry),
        entry.on,
        title,
        entry.member.username if entry.member else "",
        act.detail_words(entry.detail, boards) if act else "",
        entry.reason,
        entry.rule,
        entry.staff_note,
    )


def rows_of(request: MemberRequest, entries: list[LogEntry]) -> list[Row]:
    """Takes the same queries for one and for many."""
    boards = dict(Board.objects.visible_to(request.user).values_list("pk", "name"))
    undoable = undoable_by(request.user, entries)
    begun = conversations_in(request.user, entries)
    writable = can_be_written_about(request.user, entries)
    return [
        Row(
            entry=entry,
            words=acts.words_of(entry),
            detail=act.detail_words(entry.detail, boards) if (act := acts.of(entry)) else "",
            can_be_undone=entry.pk in undoable,
            conversation=begun.get(entry.detail.get(CONVERSATION, 0)),
            can_be_written_about=entry.pk in writable,
        )
        for entry in entries
    ]


@moderators_only
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Undo the log entries whose numbers are sent as `undo`, as far as this person may."""
    numbers = [row_number(value) for value in request.POST.getlist("undo")[:MOST]]
    sent = entries_for(request.user).filter(pk__in=[number for number in numbers if number]).order_by("-pk")
    entries = [entry for entry in sent if may_undo(request.user, entry)]
    if not entries:
        raise PermissionDenied
    why_not: list[str] = []
    done = [entry for entry in entries if undo_one(request, entry, why_not)]
    if len(done) == len(entries):
        said = _("Undone.") if len(done) == 1 else many_undone(len(done))
    elif done:
        said = _("%(done)s The rest has changed since.") % {"done": many_undone(len(done))}
    else:
        said = _("Nothing undone: this has changed since.")
    level = messages.SUCCESS if len(done) == len(entries) else messages.WARNING
    words = [said, *left_behind(done), *dict.fromkeys(why_not)]
    messages.add_message(request, level, " ".join(words))
    return SeeOther(next_or(request, reverse("moderate-log")))


def many_undone(count: int) -> str:
    return ngettext("%(count)d act undone.", "%(count)d acts undone.", count) % {"count": count}


def undo_one(request: MemberRequest, entry: LogEntry, why_not: list[str]) -> bool:
    try:
        return undoing.undo(request.user, entry)
    except PermissionDenied:
        return False
    except Refusal as refusal:
        why_not.append(str(refusal))
        return False
