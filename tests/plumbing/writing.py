"""Topics and posts by the forum's own acts, in few words."""

import uuid
from typing import Any

from accounts.models import User
from forum.boards.models import Board
from forum.follows.models import Follow
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.topics.models import Topic


def start(
    author: User,
    board: Board,
    title: str = "A first question",
    body: str = "How does this work?",
    follow: bool = False,
    **more: Any,
) -> Topic:
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True, "follow": follow} | more
    topic = publishing.start(board, Submission(author, render_text(body), title=title, **said)).topic
    if not follow:
        Follow.objects.of(topic).filter(state=Follow.State.LEFT).delete()  # nor have they said "no"
    return topic


def say(
    author: User, topic: Topic, body: str = "Like this.", follow: bool | None = None, **more: Any
) -> Post:
    topic.refresh_from_db()
    row = Follow.objects.of(topic).filter(member=author).first()
    if follow is None and not (row and row.is_active):
        follow = False
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True, "follow": follow} | more
    post = publishing.reply(topic, Submission(author, render_text(body), **said))
    if row is None and not follow:
        Follow.objects.of(topic).filter(member=author, state=Follow.State.LEFT).delete()
    return post
