from django.http import HttpResponse

from forum.limits import LimitExceeded
from forum.refusals import Refusal


def with_retry_after(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """Return the response, saying to programs when it may be tried again."""
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def plain_refusal(refusal: Refusal) -> HttpResponse:
    """Return the bare sentence, for a script that shows it."""
    response = HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
    with_retry_after(response, refusal)
    if isinstance(refusal, LimitExceeded):
        response._has_been_logged = True  # type: ignore[attr-defined]  # see `too_many`
    return response
