from collections.abc import Iterator, Sequence
from random import Random

from forum.demo.large.following import PlannedFollows
from forum.demo.large.ids import Ids
from forum.demo.large.plan import DAY, TEAM, Plan
from forum.demo.large.row_writing import Row, advance_sequences, write_rows
from forum.demo.large.texts import titles
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.topics.models import Topic

LOCKED, PINNED_ON_A_BOARD = 1 / 100, 2
REMOVED_FOR, LOCKED_FOR = "Off topic.", "This has run its course."
COLUMNS = (
    "id", "board_id", "author_id", "title", "created_at", "last_number", "post_count", "follower_count", "view_count",
    "last_post_at", "last_poster_id", "pinned_at", "pinned_by_id", "locked_at", "locked_by_id", "solved_at",
    "removed_at", "removed_by_id", "removed_reason",
)  # fmt: skip
LOGGED = ("act", "topic_id", "by_id", "created_at", "reason")


def titles_of(plan: Plan) -> list[str]:
    return [title for _place, title in zip(range(plan.sizes.topics), titles(plan.seed), strict=False)]


def write_topics(plan: Plan, follows: PlannedFollows, ids: Ids, names: Sequence[str]) -> None:
    """The topics without their posts, and what the log says of them."""
    chance = Random(f"{plan.seed} states")
    locked = {
        place for place in range(plan.sizes.topics) if chance.random() < LOCKED and place != plan.followed
    }
    write_rows(Topic(), COLUMNS, _topics(plan, follows, ids, names, locked))
    advance_sequences([Topic])
    write_rows(LogEntry(step=None), LOGGED, _log(plan, ids, locked))


def write_tagged(plan: Plan, ids: Ids) -> None:
    """One tag or two on each topic, some tags far more often than others."""
    chance = Random(f"{plan.seed} tags")
    weights = [1 / (place + 3) for place in range(len(ids.tags))]

    def rows() -> Iterator[Row]:
        for place in range(plan.sizes.topics):
            for tag in dict.fromkeys(chance.choices(ids.tags, weights, k=chance.choice((0, 1, 1, 2)))):
                yield ids.topic(place), tag

    write_rows(Topic.tags.through(), ("topic_id", "tag_id"), rows())


def _topics(
    plan: Plan, follows: PlannedFollows, ids: Ids, names: Sequence[str], locked: set[int]
) -> Iterator[Row]:
    chance, topics, moderator = Random(f"{plan.seed} views"), plan.topics, ids.member(TEAM[1])
    pinned = _pinned(plan)
    for place, name in enumerate(names):
        after = _after(plan, place)
        solution = topics.solutions.get(place)
        is_removed, is_locked, is_pinned = place in topics.removed, place in locked, place in pinned
        yield (
            ids.topic(place),
            ids.boards[topics.boards[place]],
            ids.member(topics.starters[place]),
            name,
            topics.started_at[place],
            topics.last_numbers[place],
            topics.post_counts[place],
            follows.followers["topics"][place],
            topics.post_counts[place] * chance.randint(9, 40),
            topics.last_at[place],
            ids.member(topics.last_posters[place]),
            topics.started_at[place] if is_pinned else None,
            moderator if is_pinned else None,
            after if is_locked else None,
            moderator if is_locked else None,
            None if solution is None else _after_post(plan, solution),
            after if is_removed else None,
            moderator if is_removed else None,
            REMOVED_FOR if is_removed else "",
        )


def _pinned(plan: Plan) -> set[int]:
    """The first topics of each board."""
    pinned: dict[int, list[int]] = {}
    for place, board in enumerate(plan.topics.boards):
        some = pinned.setdefault(board, [])
        if len(some) < PINNED_ON_A_BOARD and place not in plan.topics.removed and place != plan.longest:
            some.append(place)
    return {place for some in pinned.values() for place in some}


def _log(plan: Plan, ids: Ids, locked: set[int]) -> Iterator[Row]:
    moderator = ids.member(TEAM[1])
    for place in range(plan.sizes.topics):
        if place in plan.topics.removed:
            yield topic_acts.remove.name, ids.topic(place), moderator, _after(plan, place), REMOVED_FOR
        if place in locked:
            yield topic_acts.lock.name, ids.topic(place), moderator, _after(plan, place), LOCKED_FOR


def _after(plan: Plan, topic: int) -> int:
    """A moment after the last post of the topic."""
    return min(plan.topics.last_at[topic] + DAY, plan.end - 1)


def _after_post(plan: Plan, post: int) -> int:
    return min(plan.posts.at[post] + 3_600, plan.end - 1)
