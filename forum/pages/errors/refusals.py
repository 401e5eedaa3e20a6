from django.http import HttpResponse

from forum.limits import LimitExceeded
from forum.refusals import Refusal


def plain_refusal(refusal: Refusal) -> HttpResponse:
    """Return the bare sentence, for a script that shows it."""
    response = HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
    if isinstance(refusal, LimitExceeded):
        response.headers["Retry-After"] = str(refusal.retry_after)
        response._has_been_logged = True  # type: ignore[attr-defined]  # see `too_many`
    return response
