from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from forum.pages.requests import GetResponse


class ContentPolicyMiddleware(CSPMiddleware):
    """The library's, which puts the policy together for each answer: here once for each set of exceptions.

    No page has a nonce, so it is the same for all of them but for pictures of other sites.
    """

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.policies: dict[str, str] = {}

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        parts = self.get_policy_parts(request, response)
        is_usual = parts.nonce is None and HEADER not in response and not hasattr(response, "_csp_exempt")
        if not is_usual:
            return super().process_response(request, response)
        key = self.key_of(parts)
        if key in self.policies:
            response.headers[HEADER] = self.policies[key]
            return response
        response = super().process_response(request, response)
        if HEADER in response:
            self.policies[key] = response.headers[HEADER]
        return response

    @staticmethod
    def key_of(parts: PolicyParts) -> str:
        return repr((parts.config, parts.update, parts.replace))
