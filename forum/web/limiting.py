"""Who a request counts for, and the limits on what visitors park and ask for."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter

from forum import limits


def client_ip(request) -> str:
    """The address the request came from; a proxy's word counts only where FORUM_TRUSTED_PROXIES says so."""
    return get_adapter().get_client_ip(request)


def client_network(request) -> str:
    """The network that one customer of an access provider has: an address, or with IPv6 its first half."""
    address = ip_address(client_ip(request))
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def parks_too_often(request) -> bool:
    """Whether more is parked from this network in ten minutes than visitors write: each leaves a session behind."""
    return limits.spend("park", client_network(request)).is_over


def asks_for_mail_too_often(request, address: str) -> bool:
    """Whether more mail is asked for than one person wants: from this network in an hour, to this address in a day."""
    return limits.spend("mail", client_network(request)).is_over or limits.spend("mail-to", address).is_over
