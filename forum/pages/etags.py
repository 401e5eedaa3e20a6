"""Answers that programs ask for again and again: one that they have already is a 304, and is not made anew."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag


def etag_of(*state: object) -> str:
    """Return the ETag of an answer that shows nothing but what is in these values."""
    return quote_etag(hashlib.sha256(repr(state).encode()).hexdigest()[:32])


def unless_unchanged(request: HttpRequest, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    response = get_conditional_response(request, etag=etag) or make()
    response.headers["ETag"] = etag
    return response
