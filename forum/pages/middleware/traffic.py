"""Counts what Django answers. Outermost, so that a request is counted with all that it costs here."""

from time import thread_time_ns

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from forum.pages.requests import GetResponse
from forum.traffic.counting import count


class TrafficMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        if not settings.TRAFFIC_IS_COUNTED:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = thread_time_ns()
        agent = request.META.get("HTTP_USER_AGENT")
        response = self.get_response(request)
        count(
            request.path_info,
            agent,
            status=response.status_code,
            size=size_of(response),
            microseconds=(thread_time_ns() - began) // 1000,
            is_hit=getattr(response, "is_from_store", False),
        )
        return response


def size_of(response: HttpResponseBase) -> int:
    """The bytes of its body; of a file that is sent piece by piece, what its header says."""
    if not response.streaming:
        return len(response.content)  # type: ignore[attr-defined]
    length = response.headers.get("Content-Length", "0")
    return int(length) if length.isdecimal() else 0
