"""How often somebody may try to sign in, sign up and so on: allauth asks, and the forum's limits answer.

allauth counts in a cache, by reading and then writing, forgets what the cache culls, and takes a HEAD for a try. It has
no place to name another counter, so its module is given ours; a test holds that each of its questions comes here.
"""

from dataclasses import dataclass, field

from allauth.core.exceptions import RateLimited
from django.http import HttpRequest

from accounts.models import User
from accounts.names import mailbox
from forum import limits
from forum.pages.accounts import allauth_internals
from forum.pages.accounts.known_devices import Device, known_device
from forum.pages.client_limits import client_network

# How the keys of wrong codes and of wrong passwords begin; the number of the member follows.
SECOND_STEP = "mfa-auth-user-"
MEMBER = "member:"
SAFE = ("GET", "HEAD", "OPTIONS")

BY_MEMBER = {
    "change_password": "change-password",
    "manage_email": "change-address",
    "reauthenticate": "show-oneself",
}
ADDRESS, MAILBOX, NETWORK = "address", "mailbox", "network"
BY_ADDRESS = {
    "reset_password": [("reset-to", MAILBOX), ("reset", NETWORK)],
    "confirm_email": [("confirm-to", ADDRESS), ("confirm-to-daily", MAILBOX)],
}
BY_NETWORK = {
    "login": "sign-in",
    "signup": "sign-up",
    "reset_password_from_key": "new-password",
    "webauthn_login": "passkey",
    "webauthn_challenge": "passkey-challenge",
}

Charge = tuple[str, int | str]


@dataclass
class Tries:
    """What was charged for one act. allauth rolls it back if the password is right."""

    charges: list[Charge] = field(default_factory=list)

    def rollback(self) -> None:
        for name, who in self.charges:
            limits.give_back(name, who)


def install() -> None:
    allauth_internals.count_tries_by(consume, clear)


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: User | None = None,
    dry_run: bool = False,
    limit_get: bool = False,
    raise_exception: bool = False,
) -> Tries | None:
    """Charge one try. Return None if that is too many, and set `request.retry_after` in seconds."""
    if action == "webauthn_login" and request.method in ("GET", "HEAD"):
        action, limit_get = "webauthn_challenge", True
    if request.method in SAFE and not limit_get:
        return Tries()
    charges = _charges(request, action, key, user)
    usage = limits.spend_all(*charges)
    tries = Tries(charges)
    if usage.is_over:
        request.retry_after = usage.retry_after  # type: ignore[attr-defined]
        if raise_exception:
            raise RateLimited
        return None
    if dry_run:
        tries.rollback()
    return tries


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: User | None = None,
) -> None:
    """Forget the tries, after the account's owner has signed in."""
    for name, who in _charges(request, action, key, user):
        if not name.endswith("-network"):
            limits.forget(name, who)
            limits.forget(name, key or who)


def _charges(request: HttpRequest, action: str, key: str | None, user: User | None) -> list[Charge]:
    """Return the limits that an act counts against, and for whom."""
    network, device = client_network(request), known_device(request)
    if action == "login_failed":
        return _of_wrong_answer(network, device, key or "")
    if action == "login" and device:
        # Not by browser: each sign-in may make another one.
        return [("sign-in", device.member)]
    if action in BY_MEMBER and (member_id := (user or request.user).pk):
        return [(BY_MEMBER[action], member_id)]
    if action in BY_ADDRESS:
        whose = {ADDRESS: key or "", MAILBOX: mailbox(key or ""), NETWORK: network}
        return [(name, whose[by]) for name, by in BY_ADDRESS[action]]
    return [(BY_NETWORK.get(action, "ways-in"), network)]


def _of_wrong_answer(network: str, device: Device | None, key: str) -> list[Charge]:
    is_second = key.startswith(SECOND_STEP)
    member = key.removeprefix(SECOND_STEP) if is_second else key.removeprefix(MEMBER)
    name = "wrong-code" if is_second else "wrong-password"
    if device and str(device.member) == member:
        # Whatever others do, elsewhere or in the same network, this browser has tries of its own.
        return [(name, f"{device.number} {key}")]
    return [(name, key), (f"{name}-network", network)]
