"""The paths of pages, each put together once: a page of twenty posts names over two hundred, and Django searches its
patterns anew for each.
"""

from functools import lru_cache

from django.urls import reverse

KEPT = 20_000


@lru_cache(maxsize=KEPT)
def page_address(name: str, *parts: int | str) -> str:
    """`reverse` for names that need nothing of the request; raise NoReverseMatch as it does."""
    return reverse(name, args=parts)
