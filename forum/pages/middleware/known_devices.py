from django.http import HttpRequest, HttpResponse

from forum.pages.accounts import known_devices
from forum.pages.requests import GetResponse


class DeviceMiddleware:
    """Remembers the browser whenever somebody signs in or changes how they do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "POST"
            and request.path.startswith(known_devices.PATH)
            and request.user.is_authenticated
        ):
            known_devices.remember(request, request.user, response)
        return response
