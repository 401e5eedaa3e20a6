"""The link that takes a change of address back, for the owner of the old one: what an intruder changes first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import AddressReturn
from accounts.sessions import end_sessions

SALT = "folkmoot.address.back"
WORKS_FOR = timedelta(days=3)
# An intruder may have been there before the change, and left a key of their own.
DISTRUSTED = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """A member's address was changed at a moment, and it was this one before."""

    member_id: int
    address: str
    changed_at: datetime


def token_for(member, address: str) -> str:
    return signing.dumps([member.pk, address, timezone.now().timestamp()], salt=SALT)


def change_of(token: str) -> Change | None:
    """What the link is about; None where we did not make it, or it has become too old or void."""
    try:
        member_id, address, moment = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except signing.BadSignature:
        return None
    change = Change(member_id, address, datetime.fromtimestamp(moment, UTC))
    # Whoever took a change back undid all that came after it. The links that came with those are an intruder's.
    undone = AddressReturn.objects.filter(
        member=member_id, changed_at__lt=change.changed_at, returned_at__gt=change.changed_at
    )
    return None if undone.exists() else change


@transaction.atomic
def take_back(change: Change):
    """Give the member their old address back, shut out everybody and leave no password; answer the member.

    None where the account is closed, or the address has become another member's meanwhile.
    """
    members = get_user_model().objects.select_for_update()
    member = members.filter(pk=change.member_id, closed_at=None, is_active=True).first()
    if member is None or get_user_model().objects.filter(email=change.address).exclude(pk=member.pk).exists():
        return None
    AddressReturn.objects.create(member=member, changed_at=change.changed_at)
    EmailAddress.objects.filter(user=member).delete()
    EmailAddress.objects.filter(email=change.address).delete()
    EmailAddress.objects.create(user=member, email=change.address, verified=True, primary=True)
    Authenticator.objects.filter(user=member, created_at__gt=change.changed_at - DISTRUSTED).delete()
    member.email = change.address
    member.set_unusable_password()
    member.save(update_fields=["email", "password"])
    end_sessions(member)
    return member
