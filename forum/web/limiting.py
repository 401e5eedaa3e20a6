"""Who a request counts for, and the limits that several views share."""

from functools import wraps
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


def limited(name: str):
    """Let members send a form only as often as the limit of this name says. Looking at it is free."""

    def decorate(view):
        @wraps(view)
        def limited_view(request, *args, **kwargs):
            if request.method == "POST" and request.user.is_authenticated:
                limits.enforce(name, request.user.pk)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def count_parking(request) -> None:
    """Raises Over where more is parked from this network than visitors write: each leaves a session behind."""
    limits.enforce("park", client_network(request))


def count_asking_for_mail(request, address: str) -> None:
    """Raises Over where more mail is asked for than one person wants: to this address, or from this network."""
    limits.enforce_all(("mail-to", address), ("mail", client_network(request)))
