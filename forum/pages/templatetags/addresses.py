from urllib.parse import urlencode

from django import template
from django.core.exceptions import SuspiciousOperation

from forum.pages.addresses import is_ours

register = template.Library()


@register.simple_tag(takes_context=True)
def next_here(context) -> str:
    """The query that brings somebody back to this page once they are in; on the way in, to where they came from."""
    request = context["request"]
    place = request.path
    if place.startswith("/accounts/"):
        try:
            place = request.GET.get("next", "")
        except SuspiciousOperation:
            # More parameters than anybody reads: the page that says so must not fail by them, too.
            place = ""
    return f"?{urlencode({'next': place})}" if is_ours(place) else ""
