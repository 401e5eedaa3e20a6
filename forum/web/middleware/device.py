from forum.web import device


class DeviceMiddleware:
    """Remembers the browser wherever somebody signs in, or changes how they do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            request.method == "POST"
            and request.path.startswith(device.PATH)
            and request.user.is_authenticated
        ):
            device.remember(request, response)
        return response
