from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

REASON_FOREIGN = "The request did not come from this site."


def visitors_may_post(view: View) -> View:
    """Let visitors post to this view from our own pages, which have no token.

    For them such a view may only keep what they wrote until they have signed in, or send it to the moderators.
    """
    view.visitors_may_post = True  # type: ignore[attr-defined]
    return view


class TokenOrOriginMiddleware(CsrfViewMiddleware):
    """Members' forms have a token. Visitors' pages set no cookie, so there the browser's headers decide."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        if (
            request.method == "POST"
            and getattr(callback, "visitors_may_post", False)
            and not request.user.is_authenticated
            and not getattr(request, "_dont_enforce_csrf_checks", False)
        ):
            return None if self._came_from_us(request) else self._reject(request, REASON_FOREIGN)  # type: ignore[attr-defined]
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _came_from_us(self, request: HttpRequest) -> bool:
        """Whether the headers, which no page can set, say so: one must be there, none may contradict."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site is None and origin is None:
            return False
        return site in (None, "same-origin") and (origin is None or self._origin_verified(request))  # type: ignore[attr-defined]
