"""Where a member reads on, as a page of a topic shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from forum.pages.pagination import Pages
from forum.posts.page_numbers import page_of, page_query
from forum.reading.topic_state import TopicState


class TopicPages(Pages):
    """The pages of a topic in one reader's size, under addresses that lead everybody to the same posts."""

    def address(self, number: int) -> str:
        query = page_query(number, self.size)
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True)
class FirstUnread:
    """The way to a topic's first unread post, from a page that does not begin with it."""

    address: str
    is_earlier: bool  # than this page

    @classmethod
    def elsewhere(cls, pages: TopicPages, numbers: Sequence[int], state: TopicState) -> Self | None:
        number = state.first_unread
        if number is None or number == numbers[0]:
            return None
        page = page_of(number, pages.size)
        if page != pages.number:
            return cls(f"{pages.address(page)}#new", is_earlier=page < pages.number)
        return cls("#new", is_earlier=False) if first_new(numbers, state) else None


def first_new(numbers: Sequence[int], state: TopicState) -> int | None:
    """Return the number of the page's first unread post, for the line before it; None if all or none are unread."""
    is_here = state.first_unread in numbers
    return state.first_unread if state.read_number and is_here and state.first_unread != numbers[0] else None
