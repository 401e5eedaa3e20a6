"""Rows by their places in the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from accounts.models import User
from forum.boards.models import Board
from forum.posts.models import Post
from forum.topics.models import Tag, Topic


@dataclass(frozen=True)
class Ids:
    """The first ids of members, topics and posts, whose ids follow their places; boards and tags by place."""

    first_member: int
    first_topic: int
    first_post: int
    boards: Sequence[int]
    tags: Sequence[int]

    @classmethod
    def after_those_there(cls, boards: Sequence[Board], tags: Sequence[Tag]) -> "Ids":
        def first(model: type[User | Topic | Post]) -> int:
            return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1

        return cls(
            first(User), first(Topic), first(Post), [board.pk for board in boards], [tag.pk for tag in tags]
        )

    def member(self, place: int) -> int:
        return self.first_member + place

    def topic(self, place: int) -> int:
        return self.first_topic + place

    def post(self, place: int) -> int:
        return self.first_post + place
