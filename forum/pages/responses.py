from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse

from forum.pages.addresses import with_next


class SeeOther(HttpResponseRedirect):
    """The answer to a form that did its work: look there now."""

    status_code = 303


def to_sign_in(next_path: str) -> SeeOther:
    return SeeOther(with_next(reverse("account_login"), next_path))


def to_sign_up(next_path: str) -> SeeOther:
    return SeeOther(with_next(reverse("account_signup"), next_path))


def moved_to(request: HttpRequest, path: str, query: str | None = None) -> HttpResponsePermanentRedirect:
    """The place has another address, for good; what stood in the query goes along, unless another is given."""
    if query is None:
        query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
