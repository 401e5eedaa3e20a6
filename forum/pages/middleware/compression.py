from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages. A file goes out as it is stored: a part of it is counted in its own bytes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return (
            response
            if getattr(response, "is_as_stored", False)
            else super().process_response(request, response)
        )
