"""Visitors' pages from the store, and new ones into it.

The server answers from the store before this (`forum.serving.kept_answers`); under another one, and in tests, it is the
first middleware that does. Outside of all others that change an answer, so that what is kept is what was sent, with
every header.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from forum.pages.middleware.compression import CompressionMiddleware
from forum.pages.requests import GetResponse
from forum.pages.store.answers import shown
from forum.pages.store.entries import Entry, entry_of
from forum.pages.store.kept_views import is_kept
from forum.pages.store.kept_while_current import clock
from forum.pages.store.page_notes import NOTES, Notes
from forum.pages.store.page_store import KEPT_FOR, Filling, PageStore
from forum.pages.store.request_key import Asked, asked_of_environ, without_unkept_headers
from forum.pages.store.watching import the_store

WAIT = 0.5  # seconds that one waits for a page which somebody else makes

VARY = {"accept-encoding", "cookie"}


class VisitorPagesMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.compression = CompressionMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        store = the_store.get()
        if store is None or not store.is_watched:
            return self.get_response(request)
        asked = asked_of_environ(request.META)
        if asked is None:
            return self.get_response(request)
        if entry := store.get(asked.key):
            return as_response(store, entry, asked)
        if asked.is_head or not is_kept(request.path_info, asked.key[3]):
            return self.get_response(request)
        filling = store.begin(asked.key)
        if filling is None:
            store.wait(asked.key, WAIT)
            if entry := store.get(asked.key):
                return as_response(store, entry, asked)
            return self.get_response(request)
        try:
            return self.fill(request, store, filling, asked)
        finally:
            store.end(filling)

    def fill(
        self, request: HttpRequest, store: PageStore, filling: Filling, asked: Asked
    ) -> HttpResponseBase:
        """Make the page without all in the request that it may not depend on, and keep it."""
        notes, taken = Notes(), without_unkept_headers(request.META)
        # Read from the environment only when they are asked for.
        vars(request).pop("COOKIES", None)
        vars(request).pop("headers", None)
        request.META[NOTES] = notes
        response = self.get_response(request)
        if may_be_kept(request, response):
            entry = entry_of(
                asked.key,
                response,
                scopes=notes.scopes,
                looks=filling.looks,
                ends_at=clock() + min([KEPT_FOR, *notes.seconds]),
                topic=notes.topic,
            )
            store.put(entry)
            return as_response(store, entry, asked, counts=False)
        request.META.update(taken)
        vars(request).pop("headers", None)
        return self.as_asked(request, response)

    def as_asked(self, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        """What was made without the headers that ask for compression, or for nothing if one has it already."""
        if response.status_code == 200 and "ETag" in response.headers:
            etag = response.headers["ETag"]
            response = get_conditional_response(request, etag=etag, response=response) or response
        return self.compression.process_response(request, response)


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is what every visitor gets who asks the same."""
    control = response.headers.get("Cache-Control", "")
    vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Set-Cookie" not in response.headers
        and "CSRF_COOKIE" not in request.META  # a token was asked for
        and not request.user.is_authenticated
        and request.session.is_empty()
        and not ("private" in control or "no-store" in control)
        and vary <= VARY
        and "ETag" in response.headers
        and "Content-Encoding" not in response.headers
    )


def as_response(store: PageStore, entry: Entry, asked: Asked, *, counts: bool = True) -> HttpResponse:
    status, headers, body = shown(store, entry, asked, counts=counts)
    response = HttpResponse(body, status=status)
    response.is_from_store = counts  # type: ignore[attr-defined]  # not where it was made just now
    del response.headers["Content-Type"]
    for name, value in headers:
        response.headers[name] = value
    return response
