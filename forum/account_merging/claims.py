"""Claiming what an import brought: a member whose confirmed address the archive had becomes its author, by an email."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import email_key
from forum.account_merging import merging
from forum.account_merging.models import ArchivedAddress
from forum.moderation.helping import telling
from forum.moderation.models import LogEntry
from forum.refusals import NotAllowed
from forum.site.absolute_addresses import absolute

SALT = "forum.account_merging.claims"
LASTS = 3 * 24 * 60 * 60  # seconds


def digest_of(address: str) -> str:
    return salted_hmac(SALT, email_key(address), algorithm="sha256").hexdigest()


def keep_addresses(addresses: Mapping[int, str]) -> int:
    """Note the addresses that placeholders had in an archive, by their ids; return how many were noted.

    An address can only be compared, never read. Those whom somebody has claimed meanwhile need none.
    """
    ids, noted = list(addresses), 0
    for start in range(0, len(ids), 500):
        some = User.objects.filter(pk__in=ids[start : start + 500], is_placeholder=True, closed_at=None)
        rows = [ArchivedAddress(placeholder=each, digest=digest_of(addresses[each.pk])) for each in some]
        ArchivedAddress.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["placeholder"], update_fields=["digest"]
        )
        noted += len(rows)
    return noted


def claimable_by(member: User) -> list[User]:
    """What the archives have under the member's address, once it is confirmed; nothing while none can be."""
    if not settings.HAS_MAIL or not member.is_active or member.waits_since or member.is_placeholder:
        return []
    rows = EmailAddress.objects.filter(user=member, email=member.email, verified=True)
    if not member.email or not rows.exists():
        return []
    found = ArchivedAddress.objects.filter(digest=digest_of(member.email))
    found = found.filter(placeholder__is_placeholder=True, placeholder__closed_at=None)
    return [row.placeholder for row in found.select_related("placeholder").order_by("placeholder")]


def mail_link(member: User, placeholder: User) -> None:
    """Ask by email whether it is them: whoever only has their session can't take anybody's posts over."""
    token = signing.dumps([member.pk, placeholder.pk, member.email], salt=SALT)
    forum = telling.forum_name()
    telling.write(
        member.email,
        _("Are you “%(name)s” on %(forum)s?") % {"name": placeholder.username, "forum": forum},
        _(
            "Posts by “%(name)s” came to %(forum)s from an older forum, where they had your address. They can be yours."
        )
        % {"name": placeholder.username, "forum": forum},
        f"{_('Look at it and confirm:')}\n{absolute(reverse('claim-confirm', args=[token]))}",
        _("The link works for three days. If you didn’t ask for this, ignore this email."),
    )


def claimed_by(token: str, member: User) -> User:
    """What the link is about. Raise NotAllowed if it is old, another's, or not to be claimed any more."""
    try:
        by, placeholder, address = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotAllowed from error
    found = next((each for each in claimable_by(member) if each.pk == placeholder), None)
    if found is None or by != member.pk or address != member.email:
        raise NotAllowed
    return found


def claim(member: User, token: str) -> LogEntry:
    """Merge it into the member's account. Raise NotAllowed, or CannotMerge, which tells nothing of a legal hold."""
    with transaction.atomic():
        placeholder, locked = merging.lock(claimed_by(token, member), member)
        if not placeholder.is_placeholder or placeholder.closed_at:
            raise NotAllowed
        try:
            return merging.merge_locked(
                locked, placeholder, locked, _("Claimed by the address in the archive.")
            )
        except merging.Held:
            raise merging.CannotMerge from None
