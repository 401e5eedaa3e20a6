from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from forum.pages.errors.views import bad_request
from forum.pages.requests import GetResponse
from forum.serving.wsgi_environ import TOO_LARGE


class TooLargeMiddleware:
    """Answers a request whose body the server did not read, with a page on which the reader is still signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if TOO_LARGE in request.META:
            return bad_request(request, RequestDataTooBig())
        return self.get_response(request)
