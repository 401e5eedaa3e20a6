from forum.limits import Over
from forum.pages.errors.views import too_many


class LimitsMiddleware:
    """Answers whoever has reached a limit: when there is room again, and with the text they sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Over):
            return too_many(request, exception.retry_after, exception.status)
