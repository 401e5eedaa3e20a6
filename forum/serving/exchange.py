"""One request and its answer, and the plain texts with which the server itself refuses one, without Django."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from forum.serving.body import Body
from forum.traffic.counting import count

PLAIN = [
    ("content-type", "text/plain; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
]
CLOSE = ("connection", "close")
LATER = ("retry-after", "5")

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
ALLOW = ("allow", "GET, HEAD, POST, OPTIONS")

REASONS = {
    HTTPStatus.BAD_REQUEST: _("Something was wrong with that request."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This method isn’t allowed."),
    HTTPStatus.REQUEST_TIMEOUT: _("The request took too long to arrive."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The request is too large."),
    HTTPStatus.TOO_MANY_REQUESTS: _(
        "There are too many open requests from your network. Try again in a moment."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong. The fault is ours."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("The forum is busy right now. Try again in a few seconds."),
    HTTPStatus.INSUFFICIENT_STORAGE: _("The forum’s disk is full."),
}


class Refused(Exception):
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


def refusal(status: HTTPStatus) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return a plain answer that closes the connection, because the rest of the request may never come."""
    headers: list[tuple[str, str]] = [*PLAIN, CLOSE]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(ALLOW)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers.append(LATER)
    return int(status), headers, f"{REASONS[status]}\n".encode()


class Exchange:
    """One request and its answer. It is answered once: the first answer counts."""

    __slots__ = (
        "arrived_at",
        "body",
        "client",
        "done",
        "headers",
        "is_too_large",
        "method",
        "only_reads",
        "path",
        "proto",
        "scope",
    )

    def __init__(self, scope: Any, proto: Any, done: Callable[["Exchange"], None]) -> None:
        self.scope, self.proto, self.done = scope, proto, done
        # Each of these is made anew whenever it is asked for.
        self.method: str = scope.method
        self.path: str = scope.path
        self.headers: Any = scope.headers
        self.client: str = scope.client
        self.body = Body()
        self.arrived_at = 0.0
        self.only_reads = False  # a visitor asks, who can come again in a moment
        self.is_too_large = False  # its body was not read, and Django has a page that says so

    @property
    def is_by_browser(self) -> bool:
        """Whether somebody is to see the answer as a page."""
        return "text/html" in (self.headers.get("accept") or "")

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        try:
            self.proto.response_bytes(status, headers, body)
        finally:
            self.done(self)

    def stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        try:
            return self.proto.response_stream(status, headers)
        finally:
            self.done(self)

    def refuse(self, status: HTTPStatus) -> None:
        count(self.path, self.headers.get("user-agent"), status=status)
        self.answer(*refusal(status))
