"""What is kept of sign-ups and invitations, and for how long."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from forum.members import closing_accounts
from forum.sign_up.models import NETWORK_KEPT, Invitation, SignUpRequest

REJECTED_KEPT = timedelta(days=30)  # in which a rejection can be undone
ENDED_KEPT = timedelta(days=365)


def forget_member(member: User) -> None:
    """Called when an account is closed. Who invited whom stays, as the names of both do not."""
    SignUpRequest.objects.filter(member=member).delete()
    Invitation.objects.filter(by=member).delete()
    User.objects.filter(pk=member.pk).update(waits_since=None)


def forget_old(**_job: Any) -> None:
    """Close the accounts of those who were rejected, and forget networks and invitations that are old."""
    now = timezone.now()
    rejected = User.objects.filter(sign_up_request__rejected_at__lt=now - REJECTED_KEPT, closed_at=None)
    for member in rejected:
        closing_accounts.close(member)
    SignUpRequest.objects.filter(made_at__lt=now - NETWORK_KEPT).exclude(network="").update(network="")
    Invitation.objects.filter(expires_at__lt=now - ENDED_KEPT).delete()
