"""Parts of pages that are the same for everybody who reads a language, rendered once."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def same_for_all(name: str, **facts: str | bool) -> SafeString:
    """The template, which is given these facts and nothing of the page; they are part of what it is kept under."""
    return _rendered(name, get_language() or "", tuple(sorted(facts.items())))


@lru_cache(maxsize=500)
def _rendered(name: str, _language: str, facts: tuple[tuple[str, str | bool], ...]) -> SafeString:
    return render_to_string(name, dict(facts))
