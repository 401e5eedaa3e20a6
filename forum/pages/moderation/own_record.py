"""What a member is told of their own standing: that they only read, and the warnings they got; and having read them."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.conversations.team import conversations_with, first_about
from forum.member_records.models import MemberWarning
from forum.moderation.models import LogEntry
from forum.moderation.warning_acts import warn
from forum.pages.accounts.restrictions import restrictions_of
from forum.pages.addresses import next_or
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther

MOST = 100  # warnings on the page


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_record(request: MemberRequest) -> HttpResponse:
    # What a form says of warnings that were read WarningsMiddleware has noted already, as with every form.
    if request.method == "POST":
        return SeeOther(next_or(request, reverse("own-record")))
    warnings = list(request.user.warnings.filter(taken_back_at=None)[:MOST])
    notices = notices_of(request.user, warnings)
    about = first_about(conversations_with(request.user), "warning", [warning.pk for warning in warnings])
    rows = [(warning, notices.get(warning.pk), about.get(warning.pk)) for warning in warnings]
    context = {
        "unread": [row for row in rows if row[0].acknowledged_at is None],
        "earlier": [row for row in rows if row[0].acknowledged_at is not None],
        "restrictions": restrictions_of(request.user) if warnings or request.user.is_silenced else [],
        "back": next_or(request, reverse("home")),
    }
    return render(request, "moderation/own_record.html", context)


def notices_of(member: User, warnings: Sequence[MemberWarning]) -> dict[int, int]:
    """Return, by warning, the number of the log entry whose page says by which rule, and how to object."""
    if not warnings:
        return {}
    posts = [warning.post_id for warning in warnings if warning.post_id]
    entries = LogEntry.objects.filter(Q(member=member) | Q(post__in=posts), act=warn.name)
    return {detail.get("warning", 0): pk for pk, detail in entries.values_list("pk", "detail")}
