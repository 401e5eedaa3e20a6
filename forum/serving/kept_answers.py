"""Visitors' pages from the store, answered where a request arrives: no thread, no environment, no Django."""

from forum.pages.store.answers import shown
from forum.pages.store.entries import Answer
from forum.pages.store.request_key import asked
from forum.pages.store.watching import the_store
from forum.serving.exchange import Exchange
from forum.serving.wsgi_environ import native


def kept_answer(exchange: Exchange) -> Answer | None:
    store = the_store.get()
    if store is None:
        return None
    scope = exchange.scope
    wanted = asked(
        exchange.method,
        scope.scheme,
        native(exchange.path),
        native(scope.query_string),
        exchange.headers.items(),
    )
    if wanted is None or (entry := store.get(wanted.key)) is None:
        return None
    status, headers, body = shown(store, entry, wanted)
    return status, headers, b"" if wanted.is_head else body
