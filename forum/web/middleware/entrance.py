from django.contrib.sites.requests import RequestSite


class EntranceMiddleware:
    """allauth hands its templates a `site` that is only the request's host. Ours is the forum with its name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        if isinstance((response.context_data or {}).get("site"), RequestSite):
            del response.context_data["site"]
        return response
