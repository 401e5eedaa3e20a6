"""All that we use of allauth's private modules, which it may move in any version.

tests/accounts/test_allauth_internals.py names what an update took away.
"""

from collections.abc import Callable
from typing import Any

import allauth
from django.http import HttpRequest

try:
    from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
    from allauth.account.internal.templatekit import get_entrance_context_data
    from allauth.core.internal import ratelimit
except ImportError as error:
    raise ImportError(
        f"django-allauth {allauth.__version__} has moved a private module: mend {__name__}, which is all that uses them"
    ) from error

__all__ = ["clear_login", "count_tries_by", "get_entrance_context_data", "next_of_pending_login"]


def count_tries_by(consume: Callable[..., Any], clear: Callable[..., None]) -> None:
    """Let allauth ask these functions whether somebody may try again."""
    ratelimit.consume = consume
    ratelimit.clear = clear


def next_of_pending_login(request: HttpRequest) -> str | None:
    """Where somebody goes who has a second step, or an address to confirm, before them still."""
    # Looked at as it is kept: allauth's own way to look at it says that the step is being taken.
    pending = request.session.get(LOGIN_SESSION_KEY)
    return pending.get("redirect_url") if isinstance(pending, dict) else None
