"""Archives of a Discourse forum in the forms they are found in. Each gives its topics one by one, posts in order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from forum.transfer.discourse.post_lines import PostLines
from forum.transfer.discourse.records import ForeignTopic
from forum.transfer.discourse.topic_files import TopicFiles
from forum.transfer.reporting import Report


class Archive(Protocol):
    path: Path

    def topics(self, report: Report) -> Iterator[ForeignTopic]: ...


def archive_in(path: Path) -> Archive | None:
    """The archive in this folder, or None where there is none of a known form."""
    for form in (TopicFiles, PostLines):
        if form.recognises(path):
            return form(path)
    return None
