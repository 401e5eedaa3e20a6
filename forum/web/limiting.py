"""Limits on what costs us something and leaves no row to count: previews, and texts that visitors park."""

import hashlib
import time
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def client_ip(request) -> str:
    """The address the request came from; a proxy's word counts only where FORUM_TRUSTED_PROXIES says so."""
    return get_adapter().get_client_ip(request)


def client_network(request) -> str:
    """The network that one customer of an access provider has: an address, or with IPv6 its first half."""
    address = ip_address(client_ip(request))
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def renders_too_often(member) -> bool:
    """Whether a member has had more texts read in a minute than anybody writes: reading one may cost a second."""
    return is_over("render", member.pk, 60, 60)


def parks_too_often(request) -> bool:
    """Whether more is parked from this network in ten minutes than visitors write: each leaves a session behind."""
    return is_over("park", client_network(request), 30, 600)


def asks_for_mail_too_often(request, address: str) -> bool:
    """Whether more mail is asked for than one person wants: from this network in an hour, to this address in a day."""
    by_network = is_over("mail", client_network(request), 10, 3600)
    return is_over("mail-to", address_mark(address), 5, 24 * 3600) or by_network


def address_mark(address: str) -> str:
    # Not every cache takes every letter in a key, and the address itself has no business there.
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def is_over(what: str, who: str | int, limit: int, period: int) -> bool:
    """Count one more, and answer whether that makes more than `limit` in this stretch of `period` seconds."""
    key = f"limit:{what}:{who}:{int(time.time() // period)}"
    if cache.add(key, 1, period + 5):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two calls
        return False
