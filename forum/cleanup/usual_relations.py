"""Whom a spammer invited, and who was here from the same network."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.cleanup.relations import MOST, Relation
from forum.member_records.models import MemberNetwork
from forum.sign_up.invitations import invited_by_branch


def invited(by: User, member: User) -> list[User]:
    """And whom those invited, and so on."""
    return [row.member for row in invited_by_branch(member, MOST)]


def in_same_network(by: User, member: User) -> list[User]:
    networks = MemberNetwork.objects.filter(member=member).values("network")
    ids = MemberNetwork.objects.filter(network__in=networks).exclude(member=member).values("member")
    return list(User.objects.filter(pk__in=ids, closed_at=None).order_by("-date_joined")[:MOST])


RELATIONS = (
    Relation(name="invited", label=_("Whom they invited"), members=invited),
    Relation(name="network", label=_("Accounts that share a network with them"), members=in_same_network),
)
