"""Conversations by the forum's own acts, in few words."""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from accounts.models import User
from forum.conversations import taking_part
from forum.follows import following
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.topics.participants import Participant

TITLE, BODY = "A swap of lamps", "Would you take the **brass** one?"


def settings(**fields: Any) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults=fields)
    SiteSettings.bump()


def anybody_writes() -> None:
    """New members may write to others at once."""
    settings(messages_after_posts=0, conversations_a_day=None, posts_a_minute=None)


def talk(author: User, *members: User, title: str = TITLE, body: str = BODY, **more: Any) -> Topic:
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True, "follow": True} | more
    return taking_part.start(Submission(author, render_text(body), title=title, **said), members).topic


def start(author: User, *others: User, title: str = "Lunch on Friday", body: str = "Shall we?") -> Topic:
    anybody_writes()
    return talk(author, *others, title=title, body=body)


def add(topic: Topic, member: User, from_number: int = 1) -> None:
    """Let the member take part, and follow it from this moment on, as one they let in themselves."""
    values = {"from_number": from_number, "joined_at": timezone.now(), "left_at": None, "removed_by": None}
    Participant.objects.update_or_create(topic=topic, member=member, defaults=values)
    following.follow(member, topic)


def leave(topic: Topic, member: User, removed_by: User | None = None) -> None:
    """No more than this: what follows the conversation still is not to be told of it either."""
    rows = Participant.objects.filter(topic=topic, member=member)
    rows.update(left_at=timezone.now(), removed_by=removed_by)


def form(to: Collection[User] | str, title: str = TITLE, body: str = BODY, **more: Any) -> dict[str, Any]:
    names = to if isinstance(to, str) else ", ".join(member.username for member in to)
    return {"to": names, "title": title, "body": body, "key": uuid.uuid4().hex, **more}
