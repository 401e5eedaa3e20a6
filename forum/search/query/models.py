from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from forum.boards.models import Board
from forum.search.query.unknown_operators import OperatorHint
from forum.topics.models import Tag, Topic


@dataclass(frozen=True)
class Term:
    """A word or a phrase.

    Where it has an exact form, a post must have that; else its stems, each right after the one before.
    """

    stems: tuple[str, ...]
    exact: str = ""
    is_phrase: bool = False
    written: str = ""
    # A single sign of a script without spaces: its last stem stands for all that begin with it.
    is_prefix: bool = False
    # Stems that do as well, for a word that stands in for those it is a part of; see `forum.search.partial_words`.
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """A post must have all terms and none of the excluded ones, and fit whatever else is not empty."""

    text: str = ""  # as it was typed, without what no database takes
    language: str = "english"
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    author: User | None = None
    board: Board | None = None
    # The boards that were asked for with those below them, as far as the reader sees them; None for all boards.
    boards: frozenset[int] | None = None
    tags: tuple[Tag, ...] = ()
    in_title: bool = False
    topic: Topic | None = None
    before: datetime | None = None
    after: datetime | None = None  # or at that moment
    has: frozenset[str] = frozenset()  # code, link, image
    states: frozenset[str] = frozenset()  # locked, pinned, unread, followed
    in_conversations: bool = False  # the reader's own, and nowhere else
    problems: tuple[str, ...] = ()  # whole sentences about the line, and by name about the fields:
    field_problems: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # No problems: what looks like an operator may well be meant as words, and is searched for.
    operator_hints: tuple[OperatorHint, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing. Words to leave out and the place of words are no question on their own."""
        asks = (
            self.terms,
            self.author,
            self.boards is not None,
            self.tags,
            self.topic,
            self.before,
            self.after,
            self.has,
            self.states,
        )
        return not any(asks)
