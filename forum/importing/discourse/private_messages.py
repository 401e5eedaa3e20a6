"""Private messages of a Discourse archive: topics of an archetype of their own, with those who may read them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from forum.importing.discourse import json_files
from forum.importing.discourse.json_records import Record, member_from, words
from forum.importing.records import Between, ForeignConversation, ForeignMember, ForeignPost

REGULAR, PRIVATE = "regular", "private_message"
PUBLIC = [REGULAR, "banner"]
SUBTYPES = {
    "system_message": Between.FORUM,
    "moderator_warning": Between.WARNING,
    "notify_moderators": Between.STAFF,
}
FILE_NAME = re.compile(r"\w[\w.-]{0,99}")


class Groups:
    """The members of groups, from `groups/NAME.json` in the archive: what `/groups/NAME/members.json` answers."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "groups"
        self._known: dict[str, list[ForeignMember] | None] = {}

    def members(self, name: str) -> list[ForeignMember] | None:
        """None if the archive does not say."""
        if name not in self._known:
            self._known[name] = self._read(name) if FILE_NAME.fullmatch(name) else None
        return self._known[name]

    def _read(self, name: str) -> list[ForeignMember] | None:
        try:
            data = json_files.read_json(self.folder / f"{name}.json")
        except json_files.BrokenFile:
            return None
        if not isinstance(data, dict) or not isinstance(data.get("members"), list):
            return None
        return people_in([*records_of(data, "members"), *records_of(data, "owners")])


def is_private(facts: Record) -> bool:
    """Whether a topic is a private message, by what a record of it or of one of its posts says.

    Few archives of posts name the archetype. But on the old forum every topic has a category, except private messages:
    a `null` there is theirs, and never shown to all; nor is what is of a kind that we do not know.
    """
    named = [facts[key] for key in ("archetype", "topic_archetype") if facts.get(key) is not None]
    if named:
        return not all(archetype in PUBLIC for archetype in named)
    return "category_id" in facts and facts["category_id"] is None


def conversation_from(facts: Record, posts: Sequence[ForeignPost], groups: Groups) -> ForeignConversation:
    details = facts["details"] if isinstance(facts.get("details"), dict) else facts
    names = [words(group, "name") for group in records_of(details, "allowed_groups")]
    of_groups = {name: groups.members(name) for name in names if name}
    conversation = ForeignConversation(
        between_whom(facts, posts),
        unknown_groups=tuple(name for name, some in of_groups.items() if some is None),
    )
    if isinstance(details.get("allowed_users"), list):
        allowed = records_of(details, "allowed_users")
        people = people_in(allowed)
        conversation.nameless = len(details["allowed_users"]) - len(people)
        for some in of_groups.values():
            people += some or []
        # The same member may be named several times. Programs read nothing.
        once = {member.key: member for member in people if not is_program(member)}
        conversation.members = tuple(once.values())
    return conversation


def between_whom(facts: Record, posts: Sequence[ForeignPost]) -> Between:
    if facts.get("is_warning") is True:
        return Between.WARNING
    if subtype := SUBTYPES.get(words(facts, "subtype")):
        return subtype
    written = [post for post in posts if post.becomes_post]
    if facts.get("pm_with_non_human_user") is True or (written and is_program(written[0].author)):
        return Between.FORUM
    return Between.MEMBERS


def is_program(member: ForeignMember) -> bool:
    """Whether it is the old forum itself or one of its bots, which have numbers below zero."""
    return member.key.startswith("-")


def people_in(records: Iterable[Record]) -> list[ForeignMember]:
    return [member_from(record) for record in records if words(record, "username").strip()]


def records_of(data: Record, key: str) -> list[Any]:
    found = data.get(key)
    return [record for record in found if isinstance(record, dict)] if isinstance(found, list) else []
