"""Showing a page from the store: which bytes, and what is counted."""

from forum.pages.store.entries import Answer, Entry
from forum.pages.store.page_store import PageStore
from forum.pages.store.request_key import Asked
from forum.topics.view_counts import count_view


def shown(store: PageStore, entry: Entry, asked: Asked, *, counts: bool = True) -> Answer:
    answer = entry.answer(asked)
    if entry.plain is None and answer[2] and answer[2] is not entry.packed:
        store.keep_plain(entry, answer[2])
    if counts and entry.topic is not None and asked.is_looked_at:
        count_view(entry.topic)
    return answer
