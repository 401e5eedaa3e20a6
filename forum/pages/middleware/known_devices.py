from forum.pages.accounts import known_devices


class DeviceMiddleware:
    """Remembers the browser wherever somebody signs in, or changes how they do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            request.method == "POST"
            and request.path.startswith(known_devices.PATH)
            and request.user.is_authenticated
        ):
            known_devices.remember(request, response)
        return response
