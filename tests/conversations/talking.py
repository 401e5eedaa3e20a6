"""Conversations by the forum's own acts, in few words."""

import uuid
from collections.abc import Collection
from typing import Any

from accounts.models import User
from forum.conversations import taking_part
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.site.models import SiteSettings
from forum.topics.models import Topic

TITLE, BODY = "A swap of lamps", "Would you take the **brass** one?"


def settings(**fields: Any) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults=fields)
    SiteSettings.bump()


def anybody_writes() -> None:
    """New members may write to others at once."""
    settings(messages_after_posts=0)


def talk(author: User, *members: User, title: str = TITLE, body: str = BODY, **more: Any) -> Topic:
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True, "follow": True} | more
    return taking_part.start(Submission(author, render_text(body), title=title, **said), members).topic


def form(to: Collection[User] | str, title: str = TITLE, body: str = BODY, **more: Any) -> dict[str, Any]:
    names = to if isinstance(to, str) else ", ".join(member.username for member in to)
    return {"to": names, "title": title, "body": body, "key": uuid.uuid4().hex, **more}
