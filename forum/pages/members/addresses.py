from django.urls import reverse

from accounts.models import User
from forum.site.absolute_addresses import absolute


def full_address(member: User) -> str:
    """Return the full address of a member's page for programs, or "" for one who has left and has none."""
    return "" if member.closed_at else absolute(reverse("member", args=[member.username]))
