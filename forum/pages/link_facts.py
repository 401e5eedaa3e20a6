"""Things that pages name with a link, as facts under which pages are kept: objects are equal by their number alone."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class Linked(Protocol):
    name: str

    def get_absolute_url(self) -> str: ...


class NamedLink(NamedTuple):
    name: str
    get_absolute_url: str


def link_to(thing: Linked) -> NamedLink:
    return NamedLink(thing.name, thing.get_absolute_url())


def links_to(things: Iterable[Linked]) -> tuple[NamedLink, ...]:
    return tuple(map(link_to, things))
