"""The address to which a mail provider reports bounces. It must know MAIL_HOOK_SECRET; without one it is off."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forum.mail import suppressed_addresses
from forum.mail.suppressed_addresses import Reason

MOST = 500  # reports in one request
REASONS = {"bounce": Reason.BOUNCE, "complaint": Reason.COMPLAINT, "soft": Reason.SOFT}


@csrf_exempt  # whoever knows the secret is no browser
@require_POST
def mail_hook(request: HttpRequest) -> HttpResponse:
    """Takes {"address": …, "kind": "bounce" | "complaint" | "soft", "detail": …}, a list of such, or a form."""
    if not settings.MAIL_HOOK_SECRET:
        raise Http404
    authorization = request.headers.get("Authorization", "")
    if not constant_time_compare(authorization.encode(), f"Bearer {settings.MAIL_HOOK_SECRET}".encode()):
        return HttpResponse("wrong secret\n", status=403, content_type="text/plain")
    reports = reports_in(request)
    for report in reports:
        suppressed_addresses.report(*report)
    return JsonResponse({"noted": len(reports)})


def reports_in(request: HttpRequest) -> list[tuple[str, Reason, str]]:
    """Read the reports in the request. Raise BadRequest if one of them is wrong."""
    content: Any
    if request.content_type == "application/json":
        try:
            content = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise BadRequest("no JSON, or nested as no report is") from error
    else:
        content = request.POST.dict()
    reports = content if isinstance(content, list) else [content]
    if not 0 < len(reports) <= MOST:
        raise BadRequest("no reports, or too many")
    return [read_report(report) for report in reports]


def read_report(report: Any) -> tuple[str, Reason, str]:
    if not isinstance(report, dict):
        raise BadRequest("a report is an object")
    address, kind, answer = report.get("address"), report.get("kind"), report.get("detail", "")
    if not (isinstance(address, str) and isinstance(kind, str) and isinstance(answer, str)):
        raise BadRequest("a report names an address and a kind")
    if kind not in REASONS:
        raise BadRequest("a report names an address and a kind")
    try:
        address.encode()  # half a character has no place in a database
        validate_email(address)
    except (UnicodeEncodeError, ValidationError) as error:
        raise BadRequest("this is no address") from error
    clean = "".join(c for c in answer if c.isprintable() and not "\ud800" <= c <= "\udfff")
    return address, REASONS[kind], clean
