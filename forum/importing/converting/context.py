import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MARKS = re.compile(r"([\\`*_\[\]<>])")


def link_text(title: str) -> str:
    """A title as it may stand between the brackets of a link."""
    return MARKS.sub(r"\\\1", title)


@dataclass(frozen=True)
class Target:
    """A post of the archive as it is known here."""

    post_id: int
    title: str


@dataclass
class References:
    """What a text may refer to: the members, posts and topics of its archive, under their names and ids here."""

    host: str = ""
    hosts: frozenset[str] = frozenset()
    members: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[tuple[int, int], int] = field(default_factory=dict)
    first_posts: Mapping[int, Target] = field(default_factory=dict)
    # By their ids there: posts here, the topics that hold them there; addresses here of categories and tags.
    ids: Mapping[int, int] = field(default_factory=dict)
    topic_of: Mapping[int, int] = field(default_factory=dict)
    boards: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def member(self, name: str) -> str | None:
        """The user name here of somebody with this name there, however it is written."""
        return self.members.get(name.casefold())

    def post(self, topic_id: int, number: int) -> int | None:
        return self.posts.get((topic_id, number))

    def post_with(self, foreign_id: int) -> Target | None:
        first = self.first_posts.get(self.topic_of.get(foreign_id, 0))
        return Target(self.ids[foreign_id], first.title) if first else None

    def is_ours(self, host: str) -> bool:
        return host.casefold().removeprefix("www.") in self.hosts

    def absolute(self, path: str) -> str:
        """The full address of a path of the old forum; the path itself when nobody knows where that stood."""
        return f"https://{self.host}{path}" if self.host else path


@dataclass
class Context:
    """One post's text while it is converted."""

    references: References
    topic_id: int = 0
    cooked: str = ""
    warnings: list[tuple[str, str]] = field(default_factory=list)
    runs_lines_together: bool = False

    @property
    def has_mathematics(self) -> bool:
        return 'class="math"' in self.cooked

    def warn(self, kind: str, detail: str = "") -> None:
        self.warnings.append((kind, detail))
