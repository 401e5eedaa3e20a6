"""Doing something to a selection: a page that says what will happen and asks why, then one step with one Undo."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.moderation import acts, approval_queue
from forum.moderation.models import LogEntry
from forum.pages.addresses import is_ours, next_or, row_number
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.selecting import MOST_KEPT, WAITING, packed, selecting, unpacked
from forum.pages.moderation.step import Outcome, Step
from forum.pages.moderation.step_table import STEPS, TARGETS, at_least_one, how_many, steps_for, too_many
from forum.pages.moderation.undo_messages import undo_tag
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

SHOWN = 20  # things that are named


@moderators_only
@require_POST
def selection(request: MemberRequest, on: str) -> HttpResponse:
    if on not in STEPS:
        raise Http404
    chosen = ids_sent(request)
    back = next_or(request, reverse("moderate"))
    to = request.POST.get("to")
    if to and is_ours(to):
        return SeeOther(with_kept(to, chosen))
    step = next((step for step in steps_for(request.user, on) if step.name == request.POST.get("act")), None)
    if step is None:
        raise Http404
    if not chosen:
        messages.warning(request, at_least_one(on))
        return SeeOther(selecting(back, on=on))
    found = things_of(request, on, chosen)
    allowed = [thing for thing in found if TARGETS[on].may_moderate(request.user, thing)]
    if not allowed:
        raise PermissionDenied
    due = [thing for thing in allowed if step.is_due(thing)]
    left_out = Counter(
        {
            _("you don’t moderate them, or they are gone."): len(chosen) - len(allowed),
            _("there’s nothing to do."): len(allowed) - len(due),
        }
    )
    refused = too_many(on, step.most) if len(due) > step.most else ""
    data = request.POST if "confirm" in request.POST else None
    form = step.form_for(data, by=request.user, things=due)
    if due and not refused and form.is_valid():
        try:
            outcome = step.run(request.user, due, form.cleaned_data)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            say_outcome(request, step, outcome)
            return SeeOther(back)
    context = {
        "step": step,
        "on": on,
        "form": form,
        "due": len(due),
        "how_many": how_many(on, len(due)),
        "shown": due[:SHOWN],
        "more": len(due[SHOWN:]),
        "left_out": [(why, n) for why, n in left_out.items() if n],
        "refused": refused,
        "kept": packed([thing.pk for thing in due] or chosen),
        "back": back,
    }
    status = 409 if refused and data else 422 if form.errors else 200
    return render(request, "moderation/selection.html", context, status=status)


def ids_sent(request: MemberRequest) -> set[int]:
    here = {number for value in request.POST.getlist("item")[:MOST_KEPT] if (number := row_number(value))}
    return here | unpacked(request.POST.get("kept", ""))


def with_kept(address: str, chosen: set[int]) -> str:
    return f"{address}&kept={packed(chosen)}" if chosen else address


def things_of(request: MemberRequest, on: str, ids: set[int]) -> list[Any]:
    """Those of the selected that the moderator sees."""
    if on == "topics":
        topics = Topic.objects.visible_to(request.user).filter(pk__in=ids)
        return list(topics.select_related("board", "author").order_by("pk"))
    if on == WAITING:
        return list(approval_queue.open_to(request.user).filter(pk__in=ids).order_by("pk"))
    posts = Post.objects.placed_for(request.user).filter(pk__in=ids)
    return list(
        posts.select_related("topic__board").defer("source", "html", "text").order_by("topic", "number")
    )


def say_outcome(request: MemberRequest, step: Step, outcome: Outcome) -> None:
    """Say to how many it was done and why not to others, with one button that undoes all of it."""
    undo = undo_tag(entry.pk for entry in outcome.entries if can_undo(entry))
    level = messages.SUCCESS if outcome.done else messages.WARNING
    said = " ".join(step.sentences(outcome)) or _("This was already done.")
    messages.add_message(request, level, said, undo)


def can_undo(entry: LogEntry) -> bool:
    """Approving a post that reports have hidden is logged as restoring it, which can be undone."""
    act = acts.of(entry)
    return act is not None and bool(act.opposite)
