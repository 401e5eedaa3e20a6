"""Whom a request counts for, and the limit on forms that cost little."""

import math
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.networks import network_of
from forum import limits

KEPT = "_client_ip"  # on a request, once it was asked for
LONGEST_REMEMBERED = 200  # characters of what proxies said

View = TypeVar("View", bound=Callable[..., Any])


def client_ip(request: HttpRequest) -> str:
    """The address the request came from; a proxy's word counts only where FORUM_TRUSTED_PROXIES says so."""
    if KEPT not in vars(request):
        vars(request)[KEPT] = _client_ip(request)
    return str(vars(request)[KEPT])


def _client_ip(request: HttpRequest) -> str:
    meta = request.META
    told = meta["REMOTE_ADDR"], meta.get("HTTP_X_FORWARDED_FOR", "")
    of = _address if len(told[1]) <= LONGEST_REMEMBERED else _address.__wrapped__
    return of(*told, settings.ALLAUTH_TRUSTED_PROXY_COUNT)


@lru_cache(2_000)
def _address(remote: str, forwarded: str, _trusted_proxies: int) -> str:
    """What allauth makes of these, which are all that it looks at: it reads an address in ninety steps."""
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    try:
        return str(DefaultAccountAdapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        # A proxy may say "unknown" (RFC 7239), and whoever reaches us past it says nothing at all. Neither is a
        # reason to refuse anybody: then the address at the other end of the line counts.
        return remote


def client_network(request: HttpRequest) -> str:
    """Return the network that one customer of an access provider has: an address, or with IPv6 its first half."""
    return network_of(client_ip(request))


def person_or_network(request: HttpRequest) -> int | str:
    """Return for whom a limit counts that members and visitors share: a member, or a visitor's network."""
    return request.user.pk if request.user.is_authenticated else client_network(request)


def made_in_time(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What a program asked for; raise LimitExceeded if its network has used up the time for making such things."""
    network = client_network(request)
    usage = limits.peek("feed-time", network)
    if usage.is_over:
        raise limits.LimitExceeded(usage.retry_after)
    before = time.thread_time()
    made = make()
    limits.charge("feed-time", network, math.ceil((time.thread_time() - before) * 1000))
    return made


def limited(name: str) -> Callable[[View], View]:
    """Let members send a form only as often as the limit of this name says. Looking at it is free."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and request.user.is_authenticated:
                limits.enforce(name, request.user.pk)
            return view(request, *args, **kwargs)

        return cast("View", limited_view)

    return decorate
