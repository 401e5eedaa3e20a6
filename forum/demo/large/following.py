"""Who follows what and has read how far, and what they have been notified of, as plans."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from forum.demo.large.plan import BUSY, DAY, OTHERS, READER, TEAM_BOARD, Plan

TAGS = 30
BOARD_FOLLOWERS, TAG_FOLLOWERS, MEMBER_FOLLOWERS = 0.15, 0.1, 0.2  # of the members


@dataclass
class PlannedFollows:
    """Pairs of a member and what they follow, since when."""

    topics: dict[tuple[int, int], int] = field(default_factory=dict)
    boards: dict[tuple[int, int], int] = field(default_factory=dict)
    tags: dict[tuple[int, int], int] = field(default_factory=dict)
    people: dict[tuple[int, int], int] = field(default_factory=dict)
    followers: dict[str, Counter[int]] = field(default_factory=dict)  # how many, by kind

    def count(self) -> None:
        for kind in ("topics", "boards", "tags", "people"):
            self.followers[kind] = Counter(thing for _member, thing in getattr(self, kind))


def plan_follows(plan: Plan) -> PlannedFollows:
    chance, follows, sizes = Random(f"{plan.seed} follows"), PlannedFollows(), plan.sizes
    for topic, starter in enumerate(plan.topics.starters):
        follows.topics[starter, topic] = plan.topics.started_at[topic]
    others = range(OTHERS, sizes.members)
    for member in chance.sample(others, min(sizes.followers, len(others))):
        follows.topics.setdefault((member, plan.followed), _since(plan, member, plan.followed, chance))
    open_topics = [topic for topic in range(sizes.topics) if plan.is_open(topic)]
    for topic in chance.sample(open_topics, min(sizes.follows, len(open_topics))):
        follows.topics.setdefault((READER, topic), _since(plan, READER, topic, chance))
    for member in others:
        at = chance.randint(plan.joined_at[member], plan.end - 1)
        if chance.random() < BOARD_FOLLOWERS:
            follows.boards[member, chance.randrange(TEAM_BOARD)] = at
        if chance.random() < TAG_FOLLOWERS:
            follows.tags[member, chance.randrange(TAGS)] = at
        if chance.random() < MEMBER_FOLLOWERS:
            person = BUSY if chance.random() < 0.3 else chance.choice(others)
            if person != member:
                follows.people[member, person] = at
    follows.count()
    return follows


def _since(plan: Plan, member: int, topic: int, chance: Random) -> int:
    earliest = max(plan.topics.started_at[topic], plan.joined_at[member])
    return min(earliest + int(chance.expovariate(1 / (30 * DAY))), plan.end - 1)


def plan_marks(plan: Plan, follows: PlannedFollows) -> dict[tuple[int, int], tuple[int, int]]:
    """(number, moment) by member and topic: of those who follow it, and the reader's in the newest topics."""
    chance, topics = Random(f"{plan.seed} marks"), plan.topics
    newest = range(plan.sizes.topics - 1, plan.sizes.topics - 1 - plan.sizes.marks, -1)
    pairs = dict.fromkeys([*follows.topics, *((READER, topic) for topic in newest if plan.is_open(topic))])
    marks = {}
    for place, (member, topic) in enumerate(pairs):
        behind = chance.randint(1, 3) if place % 3 == 0 else 0
        at = min(topics.last_at[topic] + chance.randint(0, DAY), plan.end - 1)
        marks[member, topic] = (max(topics.last_numbers[topic] - behind, 1), at)
    return marks


@dataclass
class PlannedNotification:
    member: int
    topic: int
    posts: list[int] = field(default_factory=list)
    read_at: int | None = None


def plan_notifications(plan: Plan, follows: PlannedFollows) -> Iterator[PlannedNotification]:
    """Of the newest replies whoever started the topic, most of them read; of what they follow, the reader."""
    chance, posts, topics = Random(f"{plan.seed} notifications"), plan.posts, plan.topics
    by_topic: dict[int, PlannedNotification] = {}
    for post in range(plan.sizes.posts - plan.sizes.notifying, plan.sizes.posts):
        topic = posts.topics[post]
        starter = topics.starters[topic]
        if posts.numbers[post] == 1 or post in posts.removed or posts.authors[post] == starter:
            continue
        if plan.is_open(topic):
            by_topic.setdefault(topic, PlannedNotification(starter, topic)).posts.append(post)
    for notification in by_topic.values():
        if chance.random() < 0.8:
            notification.read_at = min(
                posts.at[notification.posts[-1]] + chance.randint(60, DAY), plan.end - 1
            )
        yield notification
    yield from _readers(plan, chance)


def _readers(plan: Plan, chance: Random) -> Iterator[PlannedNotification]:
    """Of the last post in each of the topics read last; one in a hundred is unread."""
    topics, left = plan.topics, plan.sizes.notifications
    for topic in range(plan.sizes.topics - 1, -1, -1):
        last = topics.last_posts[topic]
        is_another = READER not in (topics.starters[topic], topics.last_posters[topic])
        if not left or not plan.is_open(topic) or not is_another or topics.post_counts[topic] < 2:
            continue
        left -= 1
        read_at = min(plan.posts.at[last] + chance.randint(60, DAY), plan.end - 1)
        yield PlannedNotification(READER, topic, [last], read_at if left % 100 else None)
