"""The date and the id of every topic and post, decided before the first row is written.

Ids follow the clock over the whole forum, as they would if members had written at these dates, so that a quote can
link to the post it quotes. The same content, day and seed make the same plan.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from forum.demo.content_files import Community, DemoPost, DemoTopic
from forum.demo.post_texts import link_quotes

SHORTEST_GAP = timedelta(seconds=20)  # between two posts, whatever chance makes of their dates


@dataclass
class PlannedPost:
    content: DemoPost
    number: int
    at: datetime
    id: int = 0
    source: str = ""

    @property
    def author(self) -> str:
        return self.content.author


@dataclass
class PlannedTopic:
    content: DemoTopic
    posts: list[PlannedPost]
    chance: Random
    end: datetime
    id: int = 0

    @property
    def at(self) -> datetime:
        return self.posts[0].at


@dataclass
class Plan:
    community: Community
    topics: list[PlannedTopic]
    seed: int = 0
    joined: dict[str, datetime] = field(default_factory=dict)

    @property
    def posts(self) -> list[PlannedPost]:
        return sorted((post for topic in self.topics for post in topic.posts), key=lambda post: post.id)


def make_plan(community: Community, today: date, seed: int) -> Plan:
    """All dates are before the day `today` begins (UTC)."""
    end = datetime.combine(today, time(), UTC)
    topics = [_topic(content, end, Random(f"{seed} {content.slug}")) for content in community.topics]
    topics.sort(key=lambda topic: (topic.at, topic.content.slug))
    plan = Plan(community, topics, seed)
    _number(plan)
    for topic in topics:
        latest: dict[str, int] = {}
        for post in topic.posts:
            post.source = link_quotes(post.content.source, latest)
            latest[post.author] = post.id
    plan.joined = _joined(plan, end)
    return plan


def _topic(content: DemoTopic, end: datetime, chance: Random) -> PlannedTopic:
    dates = _dates(content, end, chance)
    posts = [
        PlannedPost(post, number, at)
        for number, (post, at) in enumerate(zip(content.posts, dates, strict=True), 1)
    ]
    return PlannedTopic(content, posts, chance, end)


def _dates(content: DemoTopic, end: datetime, chance: Random) -> list[datetime]:
    day = end - timedelta(days=content.days_ago + 1)
    dates = [day + timedelta(hours=chance.uniform(6.5, 20))]
    for post in content.posts[1:]:
        # "Three hours later" is never three hours to the second.
        dates.append(dates[-1] + max(post.after * chance.uniform(0.93, 1.07), SHORTEST_GAP))
    room, needed = end - dates[0] - timedelta(minutes=5), dates[-1] - dates[0]
    if needed > room:
        dates = [dates[0] + (at - dates[0]) * (room / needed) for at in dates]
    return [at.replace(microsecond=0) for at in dates]


def _number(plan: Plan) -> None:
    for number, topic in enumerate(plan.topics, 1):
        topic.id = number
    posts = [(post.at, topic.id, post.number, post) for topic in plan.topics for post in topic.posts]
    for number, (*_order, post) in enumerate(sorted(posts, key=lambda row: row[:3]), 1):
        post.id = number


def _joined(plan: Plan, end: datetime) -> dict[str, datetime]:
    """When each member joined: on the day in their file, or shortly before their first post if that is earlier."""
    first_posts: dict[str, datetime] = {}
    for post in plan.posts:
        first_posts.setdefault(post.author, post.at)
    joined = {}
    for member in plan.community.members:
        day = end - timedelta(days=member.days_ago + 1) + timedelta(hours=9)
        first_post = first_posts.get(member.username, end)
        joined[member.username] = min(day, first_post - timedelta(minutes=11))
    return joined
