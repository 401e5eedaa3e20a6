"""Which accounts shared a network, for staff with permission to see it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Reader
from forum.member_records import networks
from forum.moderation.log import moderates_members
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.member_record import member_or_404
from forum.pages.pagination import Pages
from forum.pages.requests import MemberRequest

PER_PAGE = 20
MOST_ACCOUNTS = 50  # of one network
PERMISSION = "member_records.view_membernetwork"


def sees_networks(reader: Reader) -> bool:
    return reader.is_staff and reader.has_perm(PERMISSION)


@moderators_only
@require_safe
def shared_networks(request: MemberRequest) -> HttpResponse:
    if not sees_networks(request.user):
        raise PermissionDenied
    asked = request.GET.get("member", "").removeprefix("@")
    member = member_or_404(asked) if asked else None
    rows = networks.shared_networks(member)
    query = f"member={member.username}" if member else ""
    pages = Pages.of(request, reverse("moderate-networks"), rows.count(), PER_PAGE, query)
    found = [row["network"] for row in rows[pages.slice]]
    context = {
        "member": member,
        "sharings": networks.accounts_from(found, MOST_ACCOUNTS),
        "pages": pages,
        "days": request.site_settings.network_days,
        "sees_members": moderates_members(request.user),
    }
    return render(request, "moderation/networks.html", context)
