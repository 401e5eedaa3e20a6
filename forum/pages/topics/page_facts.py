"""What a topic's page shows an ordinary member around its posts, and is kept under: see `forum.pages.kept_pages`."""

from datetime import datetime
from typing import Any, NamedTuple

from forum.pages.kept_parts import places
from forum.pages.members.person_facts import Person, person
from forum.pages.posts.row import solution_of
from forum.topics.models import Topic

[VIEWS] = places(1)


class PageBoard(NamedTuple):
    name: str
    get_absolute_url: str
    rules_html: str
    slow_minutes: int


class Solved(NamedTuple):
    post_id: int


class PageTopic(NamedTuple):
    pk: int
    slug: str
    title: str
    get_absolute_url: str
    author: Person
    board: PageBoard
    created_at: datetime
    last_post_at: datetime
    last_number: int
    post_count: int
    reply_count: int
    follower_count: int
    is_pinned: bool
    is_solved: bool
    solution: Solved | None
    is_slow: bool
    slow_minutes: int
    view_count: str = VIEWS
    is_locked: bool = False
    is_removed: bool = False
    timer_at: None = None


def topic_facts(topic: Topic) -> PageTopic:
    board, solution = topic.its_board, solution_of(topic) if topic.is_solved else None
    return PageTopic(
        topic.pk,
        topic.slug,
        topic.title,
        topic.get_absolute_url(),
        person(topic.author),
        PageBoard(board.name, board.get_absolute_url(), board.rules_html, board.slow_minutes),
        topic.created_at,
        topic.last_post_at,
        topic.last_number,
        topic.post_count,
        topic.reply_count,
        topic.follower_count,
        topic.is_pinned,
        topic.is_solved,
        Solved(solution) if solution else None,
        topic.is_slow,
        topic.slow_minutes,
    )


def has_rare_facts(found: dict[str, Any]) -> bool:
    """Whether the page shows something that is not among these facts, and so has to be rendered each time."""
    topic: Topic = found["topic"]
    rare = (found[name] for name in ("acts", "waiting_texts", "waiting", "kept_text"))
    return topic.is_locked or topic.is_removed or any(rare)
