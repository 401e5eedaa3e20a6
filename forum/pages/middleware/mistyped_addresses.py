import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import escape_leading_slashes

from forum.pages.pagination import BeyondLast
from forum.pages.requests import GetResponse
from forum.pages.responses import moved_to

# What people write right behind an address, and programs take to be part of it; read from the end, where it begins at
# once: looked for from the front, a long row of brackets would be tried from each of them.
STRAY = re.compile(r"""/?[\s.,;:!?'"*_~`<>()\[\]{}|»«”“’‘…。，、；：！？（）「」『』【】《》]+""")
DOUBLED = re.compile("//+")
# The same behind the number of a page, as it stands in a query.
STRAY_IN_QUERY = re.compile(r"((?:.*&)?(?:page|from)=[0-9]{1,9})(?:[^\w&=%]|%[0-9A-Fa-f]{2})+\Z")


class AddressesMiddleware:
    """Redirects from addresses that are slightly wrong: a page after the last one, a bracket at the end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and request.method in {"GET", "HEAD"}:
            return without_stray_signs(request) or response
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return HttpResponseRedirect(exception.last) if isinstance(exception, BeyondLast) else None


def without_stray_signs(request: HttpRequest) -> HttpResponse | None:
    stray = STRAY.match(request.path_info[::-1])
    kept = len(request.path_info) - (stray.end() if stray else 0)
    bare = DOUBLED.sub("/", request.path_info[:kept])
    numbered = STRAY_IN_QUERY.match(request.META.get("QUERY_STRING", ""))
    if kept == 0 or (bare == request.path_info and not numbered):
        return None
    path = bare if bare.endswith("/") else f"{bare}/"
    try:
        resolve(path)
    except Resolver404:
        return None
    return moved_to(request, escape_leading_slashes(path), numbered and numbered[1])
