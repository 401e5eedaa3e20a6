"""Who writes what where and when, decided before the first row is written.

Topics, posts and members are told apart by their place, from 0; posts stand in the order in which they were written.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from forum.demo.large.sizes import Sizes

DAY = 24 * 3600
SPAN = 3_650 * DAY  # from the first post to the last
SOONEST = 20  # seconds until the first reply
# The first members; the others come after them.
BUSY, TEAM, READER, OTHERS = 0, range(1, 7), 7, 8
# By place: half of the topics stand on the first board, and the last is the team's.
BOARD_WEIGHTS = (0, 16, 12, 9, 7, 5, 4, 3, 2, 1, 1)
BUSIEST_BOARD, SOLVING_BOARD, TEAM_BOARD = 0, 1, len(BOARD_WEIGHTS)
ON_TEAM_BOARD = 0.005  # of the topics
REPLIES_TO_A_POST, REMOVED_POSTS, REMOVED_TOPICS = 0.2, 1 / 400, 1 / 500


@dataclass
class PlannedTopics:
    """By the topic's place."""

    started_at: "array[int]"
    boards: "array[int]"
    removed: set[int] = field(default_factory=set)
    # Set while the posts are planned.
    starters: "array[int]" = field(default_factory=lambda: array("i"))
    last_numbers: "array[int]" = field(default_factory=lambda: array("i"))
    post_counts: "array[int]" = field(default_factory=lambda: array("i"))
    last_at: "array[int]" = field(default_factory=lambda: array("q"))
    last_posters: "array[int]" = field(default_factory=lambda: array("i"))
    last_posts: "array[int]" = field(default_factory=lambda: array("i"))
    solutions: dict[int, int] = field(default_factory=dict)  # the place of the post that solved it


@dataclass
class PlannedPosts:
    """By the post's place."""

    topics: "array[int]" = field(default_factory=lambda: array("i"))
    numbers: "array[int]" = field(default_factory=lambda: array("i"))
    at: "array[int]" = field(default_factory=lambda: array("q"))
    authors: "array[int]" = field(default_factory=lambda: array("i"))
    texts: "array[int]" = field(default_factory=lambda: array("i"))
    answered: "array[int]" = field(
        default_factory=lambda: array("i")
    )  # the place of the post it replies to, or -1
    removed: set[int] = field(default_factory=set)


@dataclass
class Plan:
    sizes: Sizes
    seed: int
    end: int  # the moment before which everything happens, in seconds
    longest: int  # the topic with so many posts
    followed: int  # the topic with so many followers
    topics: PlannedTopics
    posts: PlannedPosts = field(default_factory=PlannedPosts)
    joined_at: "array[int]" = field(default_factory=lambda: array("q"))
    post_counts: Counter[int] = field(default_factory=Counter)  # by member
    totals: Counter[tuple[int, int]] = field(default_factory=Counter)  # by member and board

    def is_open(self, topic: int) -> bool:
        """Whether everybody can read it."""
        return topic not in self.topics.removed and self.topics.boards[topic] != TEAM_BOARD


def make_plan(sizes: Sizes, seed: int, end: int) -> Plan:
    longest, followed = sizes.topics // 100, sizes.topics - 1 - sizes.topics // 50
    plan = Plan(sizes, seed, end, longest, followed, _topics(sizes, seed, end, {longest, followed}))
    _plan_posts(plan, Random(f"{seed} posts"))
    plan.joined_at = _joined(plan, Random(f"{seed} joined"))
    return plan


def _topics(sizes: Sizes, seed: int, end: int, special: set[int]) -> PlannedTopics:
    chance = Random(f"{seed} topics")
    step = SPAN / sizes.topics
    began = end - SPAN
    started = array(
        "q", (int(began + place * step + chance.random() * step / 2) for place in range(sizes.topics))
    )
    boards, weights = range(len(BOARD_WEIGHTS)), list(accumulate(BOARD_WEIGHTS))
    chosen = array("i")
    for place in range(sizes.topics):
        board = BUSIEST_BOARD if place % 2 == 0 else chance.choices(boards, cum_weights=weights)[0]
        is_private = place % 2 and place not in special and chance.random() < 2 * ON_TEAM_BOARD
        chosen.append(TEAM_BOARD if is_private else board)
    removed = {
        place for place in range(sizes.topics) if chance.random() < REMOVED_TOPICS and place not in special
    }
    return PlannedTopics(started, chosen, removed)


def _moments(plan: Plan, chance: Random) -> Iterator[tuple[int, int]]:
    """When somebody posts in which topic, in order."""
    sizes, started = plan.sizes, plan.topics.started_at
    shift = sizes.topics.bit_length()
    events = array("q", (at << shift | place for place, at in enumerate(started)))
    liveliness = [
        0.0 if place == plan.longest else min(chance.paretovariate(1.5), 30) for place in range(sizes.topics)
    ]
    weights = list(accumulate(liveliness))
    replies = sizes.posts - sizes.topics - (sizes.longest_topic - 1)
    for place in chance.choices(range(sizes.topics), cum_weights=weights, k=replies):
        at = started[place] + SOONEST + int(chance.expovariate(1 / (3 * DAY)))
        if at >= plan.end:
            at = chance.randint(started[place] + SOONEST, plan.end - 1)
        events.append(at << shift | place)
    for _reply in range(sizes.longest_topic - 1):
        at = chance.randint(started[plan.longest] + SOONEST, plan.end - 1)
        events.append(at << shift | plan.longest)
    mask = (1 << shift) - 1
    return ((event >> shift, event & mask) for event in sorted(events))


def _plan_posts(plan: Plan, chance: Random) -> None:
    sizes, topics, posts = plan.sizes, plan.topics, plan.posts
    empty = [-1] * sizes.topics
    topics.starters, topics.last_posters, topics.last_posts = (array("i", empty) for _field in range(3))
    topics.last_numbers, topics.post_counts = (array("i", [0]) * sizes.topics for _field in range(2))
    topics.last_at = array("q", empty)
    fame = list(
        accumulate(
            0 if place in TEAM or place == BUSY else 1 / (place + 10) for place in range(sizes.members)
        )
    )
    authors = chance.choices(range(sizes.members), cum_weights=fame, k=sizes.posts)
    texts = chance.choices(range(sizes.texts), k=sizes.posts)
    for place, (at, topic) in enumerate(_moments(plan, chance)):
        board = topics.boards[topic]
        author = BUSY if place % 10 == 7 else authors[place]
        if board == TEAM_BOARD:
            author = TEAM[place % len(TEAM)]
        number = topics.last_numbers[topic] + 1
        replies = number > 1 and chance.random() < REPLIES_TO_A_POST
        posts.answered.append(topics.last_posts[topic] if replies else -1)
        for column, value in (
            (posts.topics, topic), (posts.numbers, number), (posts.at, at), (posts.authors, author),
            (posts.texts, texts[place]),
        ):  # fmt: skip
            column.append(value)
        topics.last_numbers[topic] = number
        if number == 1:
            topics.starters[topic] = author
        elif chance.random() < REMOVED_POSTS:
            posts.removed.add(place)
            continue
        _count(plan, place, topic, board)


def _count(plan: Plan, place: int, topic: int, board: int) -> None:
    """Count a post that was not removed."""
    topics, author = plan.topics, plan.posts.authors[place]
    topics.post_counts[topic] += 1
    topics.last_at[topic], topics.last_posters[topic] = plan.posts.at[place], author
    topics.last_posts[topic] = place
    plan.post_counts[author] += 1
    if topic not in topics.removed:
        plan.totals[author, board] += 1
    is_answer = topics.post_counts[topic] == 2 and author != topics.starters[topic]
    if board == SOLVING_BOARD and topic % 3 == 0 and is_answer:
        topics.solutions[topic] = place


def _joined(plan: Plan, chance: Random) -> "array[int]":
    """When each member joined: some days before their first post, or at any time."""
    joined = array(
        "q", (chance.randint(plan.end - SPAN, plan.end - 1) for _member in range(plan.sizes.members))
    )
    seen: set[int] = set()
    for at, author in zip(plan.posts.at, plan.posts.authors, strict=True):
        if author not in seen:
            seen.add(author)
            joined[author] = at - chance.randint(60, 30 * DAY)
    return joined
