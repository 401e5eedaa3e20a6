"""Who takes part in a conversation, for its page."""

from dataclasses import dataclass

from django import template

from accounts.models import User
from forum.boards.models import permissions_of
from forum.conversations import rules
from forum.topics.models import Topic
from forum.topics.participants import present_in

register = template.Library()


@dataclass(frozen=True)
class Talk:
    present: list[User]
    looks_after: bool  # whether the reader adds and removes members, and closes it
    is_nobody_back: bool


@register.simple_tag
def talk_of(reader: User, topic: Topic) -> Talk:
    rows = present_in(permissions_of(reader), topic).values()
    looks_after, is_nobody_back = rules.looks_after(reader, topic), rules.is_nobody_back(reader, topic)
    return Talk([row.member for row in rows], looks_after, is_nobody_back)
