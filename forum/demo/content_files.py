"""The content of the demo community as its files hold it, see `content/README.md`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
TABLES = ("members", "boards", "tags", "polls", "site")
STATES = frozenset({"pinned", "locked"})
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
POST_HEAD = re.compile(r"=== (?P<marks>(?:\([^)]*\) )*)(?P<author>\S+) \+(?P<count>\d+)(?P<unit>[mhdw])\s*\Z")
MARK = re.compile(r"\((?P<word>edited|removed|reply|wiki|solution)(?:: (?P<detail>[^)]+))?\) ")


class ContentError(Exception):
    """A content file is not in its form; the message says which and where."""


@dataclass(frozen=True)
class DemoMember:
    username: str
    name: str
    days_ago: int
    about: str = ""
    role: str = ""
    time_zone: str = ""


@dataclass(frozen=True)
class DemoBoard:
    slug: str
    name: str
    description: str
    access: str
    parent: str = ""
    takes_solutions: bool = False


@dataclass(frozen=True)
class DemoTag:
    slug: str
    name: str
    description: str
    topics: tuple[str, ...]  # the numbers that their files' names begin with


@dataclass(frozen=True)
class DemoPoll:
    topic: str  # the number that its file's name begins with
    options: tuple[str, ...]
    votes: tuple[int, ...]  # how many for each option
    question: str = ""
    is_secret: bool = True
    days: int = 0  # until it ended; 0: it has not


@dataclass(frozen=True)
class DemoPost:
    author: str
    after: timedelta
    source: str
    is_edited: bool = False
    editor: str = ""  # whoever edited it, if that was not its author
    is_wiki: bool = False
    is_solution: bool = False
    removed_for: str = ""
    reply_to: int | None = None


@dataclass(frozen=True)
class DemoTopic:
    slug: str
    title: str
    board: str
    days_ago: int
    states: frozenset[str]
    posts: tuple[DemoPost, ...]

    @property
    def number(self) -> str:
        """What its file's name begins with."""
        return self.slug[:3]


@dataclass(frozen=True)
class Community:
    members: tuple[DemoMember, ...]
    boards: tuple[DemoBoard, ...]
    topics: tuple[DemoTopic, ...]
    tags: tuple[DemoTag, ...] = ()
    polls: tuple[DemoPoll, ...] = ()
    site: dict[str, Any] = field(default_factory=dict)

    @property
    def team(self) -> frozenset[str]:
        """The usernames of administrators and moderators."""
        return frozenset(member.username for member in self.members if member.role)

    @property
    def boards_of_the_team(self) -> frozenset[str]:
        return frozenset(board.slug for board in self.boards if board.access == "staff")


def read_community(folder: Path = FOLDER) -> Community:
    """Raise ContentError if a file is not in its form."""
    tables = {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in TABLES}
    return Community(
        members=tuple(DemoMember(username, **fields) for username, fields in tables["members"].items()),
        boards=tuple(DemoBoard(**fields) for fields in tables["boards"]["board"]),
        topics=tuple(read_topic(path) for path in sorted((folder / "topics").glob("*.md"))),
        tags=tuple(DemoTag(slug, **fields) for slug, fields in tables["tags"].items()),
        polls=tuple(DemoPoll(**fields) for fields in tables["polls"]["poll"]),
        site=tables["site"],
    )


def read_topic(path: Path) -> DemoTopic:
    head, *chunks = re.split(r"^(?==== )", path.read_text("utf-8"), flags=re.MULTILINE)
    fields = dict(_fields(path, head))
    try:
        return DemoTopic(
            slug=path.stem,
            title=fields["title"],
            board=fields["board"],
            days_ago=int(fields["days_ago"]),
            states=_states(path, fields.get("state", "")),
            posts=tuple(_post(path, chunk) for chunk in chunks),
        )
    except (KeyError, ValueError) as error:
        raise ContentError(f"{path.name}: {error!r} in the lines at the top") from error


def _fields(path: Path, head: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, head.splitlines()):
        name, colon, value = line.partition(":")
        if not colon:
            raise ContentError(f"{path.name}: no colon in {line!r}")
        yield name.strip(), value.strip()


def _states(path: Path, text: str) -> frozenset[str]:
    states = frozenset(word.strip() for word in text.split(",") if word.strip())
    if states - STATES:
        raise ContentError(f"{path.name}: no topic can be {', '.join(sorted(states - STATES))}")
    return states


def _post(path: Path, chunk: str) -> DemoPost:
    line, _newline, source = chunk.partition("\n")
    head = POST_HEAD.match(line)
    if not head or MARK.sub("", head["marks"]) or not source.strip():
        raise ContentError(f"{path.name}: {line!r} does not begin a post, or nothing follows it")
    marks = {mark["word"]: mark["detail"] for mark in MARK.finditer(head["marks"])}
    return DemoPost(
        author=head["author"],
        after=timedelta(**{UNITS[head["unit"]]: int(head["count"])}),
        source=source.strip("\n"),
        is_edited="edited" in marks,
        editor=marks.get("edited") or "",
        is_wiki="wiki" in marks,
        is_solution="solution" in marks,
        removed_for=marks.get("removed") or "",
        reply_to=int(marks["reply"]) if "reply" in marks else None,
    )
