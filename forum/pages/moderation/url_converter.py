from typing import Any

from forum.moderation import acts


class TopicActConverter:
    """The act on a topic that an address names; a word that names none makes no address."""

    regex = "[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> acts.Act[Any]:
        act = acts.find("topic", value)
        if act is None or act.change is None:
            raise ValueError
        return act

    def to_url(self, act: acts.Act[Any]) -> str:
        return act.name
