"""What an archive of any other forum holds, as its reader hands it on."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LARGEST_ID = 10**15
STRANGER = "unknown"  # the key of all members without a name


class Kind(StrEnum):
    POST = "post"
    ACT = "act"  # a moderator did something; it has no text of a post
    WHISPER = "whisper"  # only staff could read it


class Between(StrEnum):
    """Who talked in a private message."""

    MEMBERS = "members"
    FORUM = "forum"  # a program of the old forum wrote to a member
    WARNING = "warning"  # a moderator warned a member
    STAFF = "staff"  # a member, or a program, told the moderators of something


class BadRecord(Exception):
    """A record that cannot be used. `kind` names what is wrong with it, the message says where."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(where)
        self.kind = kind


@dataclass(slots=True)
class ForeignMember:
    key: str
    username: str
    name: str = ""
    email: str = ""  # only ever kept as a hash, for its owner to claim what they wrote


@dataclass(slots=True)
class ForeignPost:
    id: int
    topic_id: int
    number: int
    kind: Kind
    author: ForeignMember
    created_at: datetime | None
    updated_at: datetime | None
    version: int
    reply_to: int | None
    raw: str | None
    cooked: str
    is_hidden: bool = False
    is_deleted: bool = False
    is_deleted_by_author: bool = False
    is_answer: bool = False
    action: str = ""
    action_about: str = ""  # the username of whom it was done to
    host: str = ""

    @property
    def becomes_post(self) -> bool:
        """Whether it becomes a post here."""
        return self.kind == Kind.POST

    def where(self) -> str:
        return f"{self.topic_id}/{self.number}"


@dataclass(slots=True)
class ForeignConversation:
    """What makes a topic a private message."""

    between: Between = Between.MEMBERS
    # Who may read it; None where the archive does not say.
    members: tuple[ForeignMember, ...] | None = None
    unknown_groups: tuple[str, ...] = ()  # that may read it too, and whose members the archive does not name
    nameless: int = 0  # how many may read it who have no name there


@dataclass(slots=True)
class ForeignTopic:
    id: int
    title: str
    slug: str
    category_id: int
    created_at: datetime | None = None
    author: ForeignMember | None = None
    views: int = 0
    is_closed: bool = False
    is_archived: bool = False
    is_unlisted: bool = False
    is_deleted: bool = False
    pinned_at: datetime | None = None
    tags: tuple[str, ...] = ()
    stream: frozenset[int] = frozenset()  # the posts that the old forum named
    post_count: int = 0  # how many the old forum counted; 0 where it does not say
    posts: list[ForeignPost] = field(default_factory=list)
    conversation: ForeignConversation | None = None  # of a private message, whatever its category

    @property
    def is_private(self) -> bool:
        return self.conversation is not None


def is_later(post: ForeignPost, other: ForeignPost) -> bool:
    """Whether this is the later copy of the two."""
    if post.version != other.version:
        return post.version > other.version
    return bool(post.updated_at and other.updated_at and post.updated_at > other.updated_at)


@dataclass(frozen=True)
class Category:
    name: str = ""
    slug: str = ""
    description: str = ""
    is_restricted: bool = False
