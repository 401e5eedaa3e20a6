"""The webhooks of mail providers, by django-anymail, an extra that the owner may install.

Anymail checks MAIL_HOOK_SECRET, as a password, and the signatures that some providers add.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from forum.mail import suppressed_addresses
from forum.mail.suppressed_addresses import Reason

SOFT_BOUNCE = re.compile(r"\b(soft|transient)", re.IGNORECASE)


@csrf_exempt  # whoever knows the secret is no browser
def provider_webhook(request: HttpRequest, provider: str) -> HttpResponse:
    if not settings.MAIL_HOOK_SECRET or provider != settings.MAIL_PROVIDER:
        raise Http404
    return _webhook_of(provider)(request)


@cache
def _webhook_of(provider: str) -> Callable[[HttpRequest], HttpResponse]:
    # Imported where it is used, for it need not be there.
    from anymail.signals import tracking  # noqa: PLC0415
    from anymail.urls import urlpatterns  # noqa: PLC0415

    tracking.connect(report_event)
    webhook: Callable[[HttpRequest], HttpResponse]
    [webhook] = [each.callback for each in urlpatterns if each.name == f"{provider}_tracking_webhook"]
    return webhook


def report_event(event: Any, **_more: Any) -> None:
    reason = reason_of(event)
    try:
        validate_email(event.recipient)
    except ValidationError:
        return
    if reason is not None:
        answer = str(event.mta_response or event.description or "")
        suppressed_addresses.report(event.recipient, reason, "".join(c for c in answer if c.isprintable()))


def reason_of(event: Any) -> Reason | None:
    """Return why an event stops mail to its address; None if it does not, as while the provider still tries."""
    if event.event_type == "complained" or event.reject_reason == "spam":
        return Reason.COMPLAINT
    if event.event_type == "bounced":
        is_hard = event.reject_reason in {None, "bounced", "invalid"} and not _is_soft(event)
        return Reason.BOUNCE if is_hard else Reason.SOFT
    if event.event_type == "rejected" and event.reject_reason in {"bounced", "invalid"}:
        return Reason.BOUNCE
    return None


def _is_soft(event: Any) -> bool:
    """Whether the bounce is only for now: Anymail does not say, so the provider's own words decide."""
    sent = event.esp_event if isinstance(event.esp_event, dict) else {}
    words = (event.description, *(sent.get(name) for name in ("Type", "type", "event")))
    return any(isinstance(word, str) and SOFT_BOUNCE.search(word) for word in words)
