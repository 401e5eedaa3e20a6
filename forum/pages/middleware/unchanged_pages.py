from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware

from forum.pages.form_tokens import GIVEN


class UnchangedPagesMiddleware(ConditionalGetMiddleware):
    """Django's, which names each page by its content and says 304 to whoever has it already.

    A page with a token of its own for its forms is never the same again: a name would be worked out for nothing.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_token = GIVEN in request.META or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        is_named = response.has_header("ETag") or response.has_header("Last-Modified")
        if has_token and not is_named:
            return response
        return super().process_response(request, response)
