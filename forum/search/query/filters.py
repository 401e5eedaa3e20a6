"""The operators: what is written after each, looked up among what the reader may see."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Reader, User
from forum.boards.models import Board, permissions_of
from forum.search.models import HAS
from forum.search.query.lines import UNSTORABLE
from forum.site.slugs import find_by_slug, key_of
from forum.topics.models import Tag, Topic

LONGEST_VALUE = 100  # characters
MOST_TAGS = 5
DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)
STATES = ("locked", "pinned", "solved", "unread", "followed")
OF_MEMBERS = ("unread", "followed")


@dataclass
class Filters:
    """What the operators come to, as they are read one by one."""

    reader: Reader
    topic_id: str = ""  # of the page from which one searches
    author: User | None = None
    board: Board | None = None
    boards: frozenset[int] | None = None
    tags: list[Tag] = field(default_factory=list)
    in_title: bool = False
    topic: Topic | None = None
    before: datetime | None = None
    after: datetime | None = None
    has: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)  # in the line, and of each field of the form:
    field_problems: dict[str, list[str]] = field(default_factory=dict)
    form_field: str = ""  # that is being read; none while the line is

    def read(self, operator: str, value: str) -> None:
        """Take one operator with its value; a bad one becomes a problem and nothing else."""
        value = UNSTORABLE.sub(" ", value[:LONGEST_VALUE]).strip()
        if value:
            OPERATORS[operator](self, value)
        else:
            self.complain(_("Write something after “%(operator)s:”, or leave it out."), operator=operator)

    def complain(self, sentence: str, **names: str) -> None:
        words = sentence % names
        problems = self.field_problems.setdefault(self.form_field, []) if self.form_field else self.problems
        if words not in problems:
            problems.append(words)


def author(filters: Filters, value: str) -> None:
    name = value.removeprefix("@")
    if name.casefold() == "me" and isinstance(filters.reader, User):
        member: User | None = filters.reader
    else:
        found = list(User.objects.called(name).filter(closed_at=None)[:2])
        if len(found) > 1:
            filters.complain(
                _("Several members are called “%(name)s”. Write the username of one of them."), name=name
            )
            return
        member = found[0] if found else None
    if member is None:
        filters.complain(_("No member is called “%(name)s”."), name=name)
    elif filters.author not in {None, member}:
        filters.complain(_("A post has one author: only the first one was used."))
    else:
        filters.author = member


def board(filters: Filters, value: str) -> None:
    visible = Board.objects.visible_to(filters.reader)
    found = find_by_slug(visible, value) or visible.filter(name__iexact=value).first()
    if found is None:
        filters.complain(_("There is no board “%(name)s”."), name=value)
        return
    permissions = permissions_of(filters.reader)
    inside = permissions.tree.inside(found.pk) & permissions.boards("see")
    filters.board = filters.board or found
    filters.boards = (filters.boards or frozenset()) | inside


def tag(filters: Filters, value: str) -> None:
    name = value.removeprefix("#")
    found = find_by_slug(Tag.objects.all(), name) or Tag.objects.filter(name_key=key_of(name)).first()
    if found is None:
        filters.complain(_("There is no tag “%(name)s”."), name=name)
    elif found not in filters.tags:
        if len(filters.tags) == MOST_TAGS:
            filters.complain(_("Only the first %(most)s tags were used."), most=str(MOST_TAGS))
        else:
            filters.tags.append(found)


def place(filters: Filters, value: str) -> None:
    match value.casefold():
        case "title" | "titles":
            filters.in_title = True
        case "topic" if filters.topic_id:
            topic(filters, filters.topic_id)
        case "topic":
            filters.complain(
                _("“in:topic” searches the topic you come from. Open the topic and search from there.")
            )
        case _:
            filters.complain(_("After “in:” write title or topic, not “%(value)s”."), value=value)


def topic(filters: Filters, value: str) -> None:
    is_number = value.isascii() and value.isdigit() and len(value) < 19
    found = Topic.objects.visible_to(filters.reader).filter(pk=int(value)).first() if is_number else None
    if found is None:
        filters.complain(_("There is no such topic to search in. All topics were searched."))
    filters.topic = found or filters.topic


def before(filters: Filters, value: str) -> None:
    if moment := moment_of(filters, "before", value):
        filters.before = min(filters.before or moment, moment)


def after(filters: Filters, value: str) -> None:
    if moment := moment_of(filters, "after", value):
        filters.after = max(filters.after or moment, moment)


def moment_of(filters: Filters, operator: str, value: str) -> datetime | None:
    """The beginning of a day, month or year where the reader is."""
    if match := DATE.fullmatch(value):
        year, month, day = (int(number or 1) for number in match.groups())
        try:
            if 1900 <= year <= 2999:
                return timezone.make_aware(datetime(year, month, day))  # noqa: DTZ001 - the line makes it aware
        except ValueError:
            pass
    in_line = _(
        "“%(value)s” is no date. After “%(operator)s:” write a date such as 2026-01-31, 2026-01 or 2026."
    )
    in_field = _("“%(value)s” is no date. Write one such as 2026-01-31, 2026-01 or 2026.")
    filters.complain(in_field if filters.form_field else in_line, operator=operator, value=value)
    return None


def has(filters: Filters, value: str) -> None:
    kind = value.casefold().removesuffix("s")
    if kind in HAS:
        filters.has.add(kind)
    else:
        filters.complain(_("After “has:” write code, link or image, not “%(value)s”."), value=value)


def state(filters: Filters, value: str) -> None:
    name = value.casefold()
    if name not in STATES:
        sentence = _("After “is:” write locked, pinned, unread or followed, not “%(value)s”.")
        filters.complain(sentence, value=value)
    elif name in OF_MEMBERS and not filters.reader.is_authenticated:
        filters.complain(_("Sign in to search what you follow or have not read."))
    else:
        filters.states.add(name)


OPERATORS: dict[str, Callable[[Filters, str], Any]] = {
    "author": author,
    "board": board,
    "tag": tag,
    "in": place,
    "topic": topic,
    "before": before,
    "after": after,
    "has": has,
    "is": state,
}
