"""While you were away: the first lines of it among what is unread, and a page of its own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther
from forum.reading import absence
from forum.reading.absence import Absence
from forum.reading.missed_topics import missed_topics
from forum.reading.unread import muted_and_unread

FIRST = 3  # among what is unread


@login_required
@require_safe
def away(request: MemberRequest) -> HttpResponse:
    period = Absence.of(request.user)
    missed = missed_topics(request.user, period.since) if period else []
    muted, unread = muted_and_unread(request.user, [line.topic for line in missed])
    context = {"name": "unread", "absence": period, "missed": missed, "muted": muted, "unread": unread}
    return render(request, "topic_lists/away.html", context)


@login_required
@require_POST
def put_away(request: MemberRequest) -> HttpResponse:
    absence.put_away(request.user)
    return SeeOther(reverse("unread"))


def first_lines(request: ForumRequest) -> dict[str, Any]:
    """What the list of unread topics begins with, for a member who was away for long lately."""
    member = request.user
    if not member.is_authenticated or (period := Absence.of(member)) is None:
        return {}
    return {"absence": period, "missed": missed_topics(member, period.since, FIRST)}
