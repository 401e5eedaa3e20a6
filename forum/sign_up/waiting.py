"""Members who wait for approval: letting them in, keeping them out, and who may decide of whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from accounts.sign_up.mail_domains import domain_of
from forum.sign_up import invitations
from forum.sign_up.models import SignUpRequest
from forum.site.models import SiteSettings


def open_requests() -> QuerySet[SignUpRequest]:
    """Those to be decided. Where addresses are confirmed, whoever has not confirmed theirs does not wait yet."""
    waiting = SignUpRequest.objects.filter(rejected_at=None, member__closed_at=None)
    if app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY:
        own = EmailAddress.objects.filter(
            user=OuterRef("member"), email=OuterRef("member__email"), verified=True
        )
        waiting = waiting.filter(Exists(own))
    return waiting


def let_in(member: User) -> bool:
    """Make them a member like any other; False if they do not wait. The caller has locked their row."""
    if member.waits_since is None:
        return False
    SignUpRequest.objects.filter(member=member).delete()
    member.waits_since, member.is_active = None, True
    member.save(update_fields=["waits_since", "is_active"])
    invitations.bring_in(member)
    SiteSettings.bump()
    return True


def keep_out(member: User) -> bool:
    """They can't sign in any more; False if that was decided already. The caller has locked their row."""
    waiting = SignUpRequest.objects.filter(member=member, rejected_at=None)
    if not waiting.update(rejected_at=timezone.now()):
        return False
    member.is_active = False
    member.save(update_fields=["is_active"])
    sessions.end_sessions(member)
    return True


def let_wait_again(member: User) -> bool:
    """Take a rejection back; False if there is none."""
    rejected = SignUpRequest.objects.filter(member=member).exclude(rejected_at=None)
    if not rejected.update(rejected_at=None):
        return False
    member.is_active = True
    member.save(update_fields=["is_active"])
    return True


@dataclass(frozen=True)
class Origin:
    """How many other accounts came from the same mail domain and network, and how many of those are kept out."""

    at_domain: int
    at_domain_kept_out: int
    in_network: int
    in_network_kept_out: int


def origins_of(requests: Iterable[SignUpRequest]) -> dict[int, Origin]:
    """By the number of the member, in two queries for each request: a page has few of them."""
    return {request.member_id: _origin_of(request) for request in requests}


def _origin_of(request: SignUpRequest) -> Origin:
    others = User.objects.exclude(pk=request.member_id)
    domain, at, networked = domain_of(request.member.email), (0, 0), (0, 0)
    if domain:
        at = _count(others.filter(email__endswith=f"@{domain}"))
    if request.network:
        # Of an IPv6 network the sessions have whole addresses.
        start = request.network.partition("/")[0].removesuffix("::")
        here = Q(ip=request.network) if "/" not in request.network else Q(ip__startswith=f"{start}:")
        seen = UserSession.objects.filter(here).values("user")
        asked = SignUpRequest.objects.filter(network=request.network).values("member")
        networked = _count(others.filter(Q(pk__in=seen) | Q(pk__in=asked)))
    return Origin(*at, *networked)


def _count(members: QuerySet[User]) -> tuple[int, int]:
    out = Q(suspended_until__gt=timezone.now()) | Q(is_active=False, closed_at=None)
    found = members.aggregate(n=Count("pk"), out=Count("pk", filter=out))
    return found["n"], found["out"]
