"""The demo community as its files tell it: members, boards, and one file for each topic."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
STATES = frozenset({"pinned", "locked"})
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
HEAD = re.compile(r"=== (?P<marks>(?:\([^)]*\) )*)(?P<author>\S+) \+(?P<count>\d+)(?P<unit>[mhdw])\s*\Z")
MARK = re.compile(r"\((?P<word>edited|removed|reply)(?:: (?P<detail>[^)]+))?\) ")


class Unreadable(Exception):
    """A content file is not in its form; the message says which and where."""


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    days_ago: int
    about: str = ""
    role: str = ""
    time_zone: str = ""


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    description: str
    access: str
    parent: str = ""


@dataclass(frozen=True)
class Said:
    author: str
    after: timedelta
    source: str
    is_edited: bool = False
    removed_for: str = ""
    reply_to: int | None = None


@dataclass(frozen=True)
class Discussion:
    slug: str
    title: str
    board: str
    days_ago: int
    states: frozenset[str]
    posts: tuple[Said, ...]


@dataclass(frozen=True)
class Community:
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    discussions: tuple[Discussion, ...]
    site: dict[str, Any] = field(default_factory=dict)

    def person(self, username: str) -> Person:
        return next(person for person in self.people if person.username == username)


def read(folder: Path = FOLDER) -> Community:
    """Raises Unreadable where a file is not in its form."""
    members = tomllib.loads((folder / "members.toml").read_text("utf-8"))
    boards = tomllib.loads((folder / "boards.toml").read_text("utf-8"))
    return Community(
        people=tuple(Person(username, **fields) for username, fields in members.items()),
        places=tuple(Place(**fields) for fields in boards["board"]),
        discussions=tuple(discussion(path) for path in sorted((folder / "topics").glob("*.md"))),
        site=tomllib.loads((folder / "site.toml").read_text("utf-8")),
    )


def discussion(path: Path) -> Discussion:
    preamble, *chunks = re.split(r"^(?==== )", path.read_text("utf-8"), flags=re.MULTILINE)
    facts = dict(_facts(path, preamble))
    try:
        return Discussion(
            slug=path.stem,
            title=facts["title"],
            board=facts["board"],
            days_ago=int(facts["days_ago"]),
            states=_states(path, facts.get("state", "")),
            posts=tuple(_said(path, chunk) for chunk in chunks),
        )
    except (KeyError, ValueError) as error:
        raise Unreadable(f"{path.name}: {error!r} in the lines at the top") from error


def _facts(path: Path, preamble: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, preamble.splitlines()):
        name, colon, value = line.partition(":")
        if not colon:
            raise Unreadable(f"{path.name}: no colon in {line!r}")
        yield name.strip(), value.strip()


def _states(path: Path, words: str) -> frozenset[str]:
    states = frozenset(word.strip() for word in words.split(",") if word.strip())
    if states - STATES:
        raise Unreadable(f"{path.name}: no topic can be {', '.join(sorted(states - STATES))}")
    return states


def _said(path: Path, chunk: str) -> Said:
    line, _newline, source = chunk.partition("\n")
    head = HEAD.match(line)
    if not head or MARK.sub("", head["marks"]) or not source.strip():
        raise Unreadable(f"{path.name}: {line!r} does not begin a post, or nothing follows it")
    marks = {mark["word"]: mark["detail"] for mark in MARK.finditer(head["marks"])}
    return Said(
        author=head["author"],
        after=timedelta(**{UNITS[head["unit"]]: int(head["count"])}),
        source=source.strip("\n"),
        is_edited="edited" in marks,
        removed_for=marks.get("removed") or "",
        reply_to=int(marks["reply"]) if "reply" in marks else None,
    )
