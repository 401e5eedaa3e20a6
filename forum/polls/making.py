"""Making a poll, in the transaction that publishes the first post of its topic."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime

from forum.boards.models import read_permissions
from forum.polls import rules
from forum.polls.models import Poll, PollOption
from forum.posts.models import Post
from forum.posts.publishing import NotAllowedNow

ADDITION = "poll"  # under this name a submission carries it, while it waits for approval too


def words_of_facts(facts: Mapping[str, Any]) -> list[str]:
    """What people read in it."""
    return [text for text in (facts["question"], *facts["options"]) if text]


def make_poll(post: Post, facts: Mapping[str, Any]) -> None:
    """Write the poll that was submitted with the first post of a topic. Raise NotAllowedNow if it may not be."""
    if not post.is_first or not rules.can_make(read_permissions(post.author), post.topic):
        raise NotAllowedNow
    fields = {name: facts[name] for name in ("question", "most_choices", "results", "is_secret", "is_final")}
    ends_at = parse_datetime(facts["ends_at"]) if facts["ends_at"] else None
    poll = Poll.objects.create(topic=post.topic, ends_at=ends_at, **fields)
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text)
        for position, text in enumerate(facts["options"], start=1)
    )
