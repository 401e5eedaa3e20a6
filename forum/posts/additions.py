"""What other rooms add to a new post, in the transaction that publishes it: a poll, for instance.

A submission carries the facts of it as JSON, so that they are kept with a text that waits for approval.
"""

from collections.abc import Callable, Mapping
from typing import Any

from forum.posts.models import Post

Writer = Callable[[Post, Mapping[str, Any]], None]
Words = Callable[[Mapping[str, Any]], list[str]]

_writers: dict[str, Writer] = {}
_words: dict[str, Words] = {}


def register(name: str, writer: Writer, words: Words) -> None:
    """Have `writer` called with each new post whose submission has an addition of this name, and with its facts.

    `words` returns from the facts what others will read, for the filters.
    """
    if name in _writers:
        raise ValueError(f"There is an addition named {name} already.")
    _writers[name], _words[name] = writer, words


def words_of(additions: Mapping[str, Any]) -> list[str]:
    return [text for name, facts in additions.items() if name in _words for text in _words[name](facts)]


def write(post: Post, additions: Mapping[str, Any]) -> None:
    for name, facts in additions.items():
        if name in _writers:  # else the app that brought it is not installed any more
            _writers[name](post, facts)
