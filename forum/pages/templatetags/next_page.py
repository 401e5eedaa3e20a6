from collections.abc import Mapping
from typing import Any

from django import template
from django.core.exceptions import SuspiciousOperation
from django.template import Context

from forum.pages.addresses import is_ours, with_next

register = template.Library()


@register.simple_tag(takes_context=True)
def next_here(context: Mapping[str, Any] | Context) -> str:
    """Return the query that leads back to this page after signing in; on those pages, to where they came from.

    It is a place where the header is kept for all pages.
    """
    request = context["request"]
    if place := getattr(request, "carried", ""):
        return place
    path = request.path
    if path.startswith("/accounts/"):
        try:
            path = request.GET.get("next", "")
        except SuspiciousOperation:
            # More parameters than anybody reads: the page that says so must not fail by them, too.
            path = ""
    return with_next("", path) if is_ours(path) else ""
