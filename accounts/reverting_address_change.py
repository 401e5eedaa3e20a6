"""The link, mailed to the old address, that reverts a change of address: intruders change that first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import AddressReversion, User
from accounts.sessions import end_sessions

SALT = "folkmoot.address.back"
WORKS_FOR = timedelta(days=3)
# An intruder may have been there before the change, and left a key of their own.
DISTRUSTED = timedelta(days=1)


@dataclass(frozen=True)
class AddressChange:
    """A change of a member's address; `address` is the one before it."""

    member_id: int
    address: str
    changed_at: datetime


def make_token(member: User, address: str) -> str:
    return signing.dumps([member.pk, address, timezone.now().timestamp()], salt=SALT)


def read_token(token: str) -> AddressChange | None:
    """Return the change that the link reverts, or None if the link is not ours, too old or void."""
    try:
        member_id, address, moment = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except signing.BadSignature:
        return None
    change = AddressChange(member_id, address, datetime.fromtimestamp(moment, UTC))
    # Reverting a change voids all changes after it: the links mailed for those may be an intruder's.
    reversions = AddressReversion.objects.filter(
        member=member_id, changed_at__lt=change.changed_at, reverted_at__gt=change.changed_at
    )
    return None if reversions.exists() else change


@transaction.atomic
def revert_address_change(change: AddressChange) -> User | None:
    """Restore the old address, end all sessions and leave no password; return the member.

    Return None if the account is closed, or another member has the address now.
    """
    members = User.objects.select_for_update()
    member = members.filter(pk=change.member_id, closed_at=None, is_active=True).first()
    if member is None or User.objects.filter(email=change.address).exclude(pk=member.pk).exists():
        return None
    AddressReversion.objects.create(member=member, changed_at=change.changed_at)
    EmailAddress.objects.filter(user=member).delete()
    EmailAddress.objects.filter(email=change.address).delete()
    EmailAddress.objects.create(user=member, email=change.address, verified=True, primary=True)
    Authenticator.objects.filter(user=member, created_at__gt=change.changed_at - DISTRUSTED).delete()
    member.email = change.address
    member.set_unusable_password()
    member.save(update_fields=["email", "password"])
    end_sessions(member)
    return member
