"""Conversations of moderators by the forum's own acts, in few words."""

import uuid
from typing import Any

from accounts.models import User
from forum.conversations import team
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.posts.team_messages import team_account
from forum.topics.models import Topic
from tests.conftest import join


def begin(by: User, post: Post, *, as_team: bool = True, body: str = "Please mind the rules.") -> Post:
    """The first message of the moderators of its board to the author of a post."""
    said = Submission(by, render_text(body), title="About your post", key=uuid.uuid4().hex)
    return team.start(said, post.topic.its_board, post.author, as_team=as_team, post=post)


def answer(by: User, topic: Topic, body: str = "I will.", *, as_team: bool = False) -> Any:
    name = team_account() if as_team else None
    said = Submission(by, render_text(body), key=uuid.uuid4().hex, is_repeat_meant=True, in_name_of=name)
    return publishing.reply(Topic.objects.get(pk=topic.pk), said)


def moderator(like: User, username: str, **more: Any) -> User:
    """Another moderator of the same boards."""
    member = join(username, **more)
    member.groups.set(like.groups.all())
    return member
