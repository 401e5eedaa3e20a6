"""Visitors' pages from the store, answered where a request arrives: no thread, no environment, no Django."""

from time import thread_time_ns

from forum.pages.store.answers import shown
from forum.pages.store.entries import Answer
from forum.pages.store.request_key import asked
from forum.pages.store.watching import the_store
from forum.serving.exchange import Exchange
from forum.serving.wsgi_environ import native
from forum.traffic.counting import count


def kept_answer(exchange: Exchange) -> Answer | None:
    began = thread_time_ns()
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
    body = b"" if wanted.is_head else body
    count(
        exchange.path,
        exchange.headers.get("user-agent"),
        status=status,
        size=len(body),
        microseconds=(thread_time_ns() - began) // 1000,
        is_hit=True,
    )
    return status, headers, body
