from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from forum.pages.accounts.allauth_internals import next_of_pending_login
from forum.pages.accounts.sign_in_reasons import reasons
from forum.pages.requests import GetResponse

WAYS_IN = "/accounts/"


class SignInReasonsMiddleware:
    """Hands every page of the way in what its visitor came for: a message is shown once, and there are many pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> HttpResponse:
        if request.path.startswith(WAYS_IN) and not request.user.is_authenticated:
            context = response.context_data or {}
            next_path = context.get("redirect_field_value") or next_of_pending_login(request)
            response.context_data = context | {"reasons": reasons(request, next_path)}
        return response
