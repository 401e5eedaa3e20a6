"""Who and what is in an archive: its first reading, before anything is written."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from forum.importing.archive import Archive
from forum.importing.private_topics import warn_of_conversation, why_left_out
from forum.importing.records import LARGEST_ID, ForeignMember, ForeignPost, ForeignTopic
from forum.importing.report import Warnings

BBCODE = re.compile(r"\[/(?:b|i|u|s|url|img|code|quote|list|spoiler|details|color|size)\]", re.IGNORECASE)


@dataclass(slots=True)
class ArchivedMember:
    record: ForeignMember
    first_date: datetime | None  # of all that has their name on it


@dataclass
class Contents:
    """What is in an archive, without its texts."""

    titles: dict[int, str] = field(default_factory=dict)
    # (topic, number there) → post; where a number stands twice, the first one has it.
    posts: dict[tuple[int, int], int] = field(default_factory=dict)
    # Post → topic. One that was moved while somebody copied the forum stands in two; topics split off are younger.
    topic_of: dict[int, int] = field(default_factory=dict)
    members: dict[str, ArchivedMember] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    private: set[int] = field(default_factory=set)  # topics
    categories: dict[int, str] = field(default_factory=dict)
    category_of: dict[int, int] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    hosts: Counter[str] = field(default_factory=Counter)
    has_bbcode: bool = False
    # Topic → the posts that the old forum named and that are not with it; how many more it counted; numbers left out.
    missing_posts: dict[int, frozenset[int]] = field(default_factory=dict)
    missing_count: dict[int, int] = field(default_factory=dict)
    skipped_numbers: dict[int, int] = field(default_factory=dict)

    def missing(self) -> dict[int, int]:
        """How many posts of each topic are not in the archive, though the old forum named or counted them."""
        counts = {
            topic: max(len(self.missing_posts[topic] - self.topic_of.keys()), count)
            for topic, count in self.missing_count.items()
        }
        return {topic: count for topic, count in counts.items() if count > 0}

    def number_of(self, post_id: int) -> int | None:
        """A post's number there, unless another of its topic came before it with the same one."""
        return self._numbers.get(post_id)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {post: number for (topic, number), post in self.posts.items() if self.topic_of[post] == topic}

    def add_member(self, member: ForeignMember | None, at: datetime | None) -> None:
        if member is None:
            return
        self.aliases.setdefault(member.username.casefold(), member.key)
        known = self.members.get(member.key)
        if known is None:
            self.members[member.key] = ArchivedMember(member, at)
            return
        if member.name or member.username != known.record.username:
            known.record = member  # people change their names; the last one is how they are known
        if at and (known.first_date is None or at < known.first_date):
            known.first_date = at


def topics_of(archive: Archive, report: Warnings, *, with_private: bool) -> Iterator[ForeignTopic]:
    """The topics that have posts and come in, each once. Both readings go through here."""
    ids: set[int] = set()
    for topic in archive.topics(report):
        if topic.id in ids:
            report.warn("topic_again", str(topic.id), topic.id)
        elif not any(post.becomes_post for post in topic.posts):
            report.warn("empty_topic", str(topic.id))
        else:
            ids.add(topic.id)
            if reason := why_left_out(topic, with_private=with_private):
                report.warn(reason, str(topic.id))
            else:
                yield topic


def read_contents(
    archive: Archive, report: Warnings, limit: int | None, *, with_private: bool = True
) -> Contents:
    """What is in the first `limit` topics. All are read even so: who the forum is must not depend on a limit."""
    contents = Contents()
    for topic in topics_of(archive, report, with_private=with_private):
        contents.hosts.update(post.host for post in topic.posts if post.host)
        if limit is None or len(contents.titles) < limit:
            add_topic(contents, topic, report)
    return contents


def add_topic(contents: Contents, topic: ForeignTopic, report: Warnings) -> None:
    contents.titles[topic.id] = topic.title
    count_missing(contents, topic)
    if topic.conversation:
        contents.private.add(topic.id)
        warn_of_conversation(topic, report)
        for member in topic.conversation.members or ():
            contents.add_member(member, None)
    else:
        # Those of private messages open no boards, and set up no tags that all would see.
        add_category(contents, topic)
        contents.tags.update(topic.tags)
    # When somebody wrote to a few does not tell everybody since when they were there.
    contents.add_member(topic.author, None if topic.is_private else topic.created_at)
    for post in topic.posts:
        contents.add_member(post.author, None if topic.is_private else post.created_at)
        if post.becomes_post:
            contents.posts.setdefault((topic.id, post.number), post.id)
            place_post(contents, post, topic, report)
            contents.has_bbcode = contents.has_bbcode or bool(BBCODE.search(post.raw or ""))


def place_post(contents: Contents, post: ForeignPost, topic: ForeignTopic, report: Warnings) -> None:
    """Of two topics in which a post stands it has the later one, but what stands in a private message stays there."""
    earlier = contents.topic_of.get(post.id)
    if earlier is not None:
        report.warn("moved", post.where(), topic.id)
    if earlier not in contents.private or topic.is_private:
        contents.topic_of[post.id] = topic.id


def count_missing(contents: Contents, topic: ForeignTopic) -> None:
    here = {post.id for post in topic.posts}
    contents.missing_posts[topic.id] = topic.stream - here
    contents.missing_count[topic.id] = (
        max(topic.post_count - len(here), 0) if topic.post_count < LARGEST_ID else 0
    )
    if not topic.stream and not topic.post_count:
        # Nothing says how many there were. A number without a post was deleted there, or is not in the archive.
        numbers = {post.number for post in topic.posts}
        contents.skipped_numbers[topic.id] = max(numbers, default=0) - len(numbers)


def add_category(contents: Contents, topic: ForeignTopic) -> None:
    """Categories have no names in most archives, but each began with a topic that was named after it."""
    contents.categories.setdefault(topic.category_id, "")
    contents.category_of[topic.id] = topic.category_id
    if topic.title.startswith("About the ") and topic.title.endswith(" category"):
        contents.categories[topic.category_id] = topic.title[len("About the ") : -len(" category")].strip()
