"""What other rooms add to a new post, in the transaction that publishes it: a poll, for instance.

A submission carries the facts of it as JSON, so that they are kept with a text that waits for approval.
"""

from collections.abc import Callable, Mapping
from typing import Any

from forum.posts.models import Post

Writer = Callable[[Post, Mapping[str, Any]], None]

_writers: dict[str, Writer] = {}


def register(name: str, writer: Writer) -> None:
    """Have `writer` called with each new post whose submission has an addition of this name, and with its facts."""
    if name in _writers:
        raise ValueError(f"There is an addition named {name} already.")
    _writers[name] = writer


def write(post: Post, additions: Mapping[str, Any]) -> None:
    for name, facts in additions.items():
        if name in _writers:  # else the app that brought it is not installed any more
            _writers[name](post, facts)
