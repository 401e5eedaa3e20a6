"""Where a mail provider reports what came back. It knows MAIL_HOOK_SECRET; without one there is no hook."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forum.mail import suppressed_addresses
from forum.mail.models import SuppressedAddress

MOST = 500  # reports in one request
KINDS = {
    "bounce": SuppressedAddress.Why.BOUNCE,
    "complaint": SuppressedAddress.Why.COMPLAINT,
    "soft": SuppressedAddress.Why.SOFT,
}


@csrf_exempt  # whoever knows the secret is no browser
@require_POST
def mail_hook(request):
    """Takes {"address": …, "kind": "bounce" | "complaint" | "soft", "detail": …}, a list of such, or a form."""
    if not settings.MAIL_HOOK_SECRET:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given.encode(), f"Bearer {settings.MAIL_HOOK_SECRET}".encode()):
        return HttpResponse("wrong secret\n", status=403, content_type="text/plain")
    reports = read(request)
    for address, kind, said in reports:
        suppressed_addresses.report(address, kind, said)
    return JsonResponse({"noted": len(reports)})


def read(request) -> list[tuple[str, str, str]]:
    """The reports in the request, all of them sound. Raises BadRequest otherwise: half a list helps nobody."""
    if request.content_type == "application/json":
        try:
            sent = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise BadRequest("no JSON, or nested as no report is") from error
    else:
        sent = request.POST.dict()
    listed = sent if isinstance(sent, list) else [sent]
    if not 0 < len(listed) <= MOST:
        raise BadRequest("no reports, or too many")
    return [sound(report) for report in listed]


def sound(report: Any) -> tuple[str, str, str]:
    if not isinstance(report, dict):
        raise BadRequest("a report is an object")
    address, kind, said = report.get("address"), report.get("kind"), report.get("detail", "")
    if (
        not (isinstance(address, str) and isinstance(kind, str) and isinstance(said, str))
        or kind not in KINDS
    ):
        raise BadRequest("a report names an address and a kind")
    try:
        address.encode()  # half a character has no place in a database
        validate_email(address)
    except (UnicodeEncodeError, ValidationError) as error:
        raise BadRequest("this is no address") from error
    clean = "".join(c for c in said if c.isprintable() and not "\ud800" <= c <= "\udfff")
    return address, KINDS[kind], clean
