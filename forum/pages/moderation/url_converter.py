from typing import Any, ClassVar

from forum.moderation import acts


class TopicActConverter:
    """An act on topics in an address; a word that names none does not match."""

    regex = "[-a-zA-Z0-9_]+"
    on: ClassVar[str] = "topic"

    def to_python(self, value: str) -> acts.Act[Any]:
        act = acts.find(self.on, value)
        if act is None or act.change is None or act.is_for_admin:
            raise ValueError
        return act

    def to_url(self, act: acts.Act[Any]) -> str:
        return act.name


class MemberActConverter(TopicActConverter):
    on = "member"
