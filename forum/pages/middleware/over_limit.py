from django.http import HttpRequest, HttpResponse

from forum.limits import LimitExceeded
from forum.pages.errors.views import too_many
from forum.pages.requests import GetResponse


class LimitsMiddleware:
    """Turns LimitExceeded into a page that says when to try again and keeps the text that was sent."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LimitExceeded):
            return too_many(request, exception.retry_after, exception.status)
        return None
