"""Monthly figures about moderation, for admins, on a page and as a file."""

from datetime import datetime, time
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import limits
from forum.moderation import figures
from forum.moderation.log import moderates_members
from forum.pages.csv_files import csv_file
from forum.pages.moderation.access import moderators_only
from forum.pages.requests import MemberRequest

ON_PAGE, IN_FILE = 6, 24  # months


def admins_only(view: Any) -> Any:
    @moderators_only
    @require_safe
    @wraps(view)
    def checked(request: MemberRequest) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponseBase = view(request)
        return response

    return checked


def table(count: int) -> tuple[list[Any], list[Any]]:
    """The months, and by section the words of each row with a cell for each month."""
    months = figures.months_until(timezone.now(), count)
    since = timezone.make_aware(datetime.combine(months[-1], time.min))
    sections = [
        (
            section.heading,
            [(row.words, row.unit, [row.cells.get(month) for month in months]) for row in section.rows],
        )
        for section in figures.sections(since)
    ]
    return months, sections


@admins_only
def figures_page(request: MemberRequest) -> HttpResponse:
    months, sections = table(ON_PAGE)
    context = {"months": months, "sections": sections, "sees_members": moderates_members(request.user)}
    return render(request, "moderation/figures.html", context)


@admins_only
def export(request: MemberRequest) -> HttpResponseBase:
    limits.enforce("export", request.user.pk)
    months, sections = table(IN_FILE)
    header = (_("Section"), _("Figure"), _("Unit"), *(month.strftime("%Y-%m") for month in months))
    rows = [
        (heading, words, unit, *("" if cell is None else cell for cell in cells))
        for heading, shown in sections
        for words, unit, cells in shown
    ]
    return csv_file("moderation", header, rows)
