"""When everything was said and which number it bears: decided before the first row is written.

Ids follow the clock over the whole forum, as they would if people had really written, so that a quote can name the
post it quotes. The same content, day and seed make the same plan.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from forum.demo.quotes import linked
from forum.demo.source_files import Community, Discussion, Said

LEAST = timedelta(seconds=20)  # between two posts, however the clock is drawn


@dataclass
class PlannedPost:
    said: Said
    number: int
    at: datetime
    id: int = 0
    source: str = ""


@dataclass
class PlannedTopic:
    discussion: Discussion
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


def plan(community: Community, today: date, seed: int) -> Plan:
    """The community's rows to be, all of them before the day `today` begins (UTC)."""
    end = datetime.combine(today, time(), UTC)
    topics = [
        _topic(discussion, end, Random(f"{seed} {discussion.slug}")) for discussion in community.discussions
    ]
    topics.sort(key=lambda topic: (topic.at, topic.discussion.slug))
    planned = Plan(community, topics, seed)
    _number(planned)
    for topic in topics:
        for post in topic.posts:
            post.source = linked(
                post.said.source, {p.said.author: p.id for p in topic.posts[: post.number - 1]}
            )
    planned.joined = _joined(planned, end)
    return planned


def _topic(discussion: Discussion, end: datetime, chance: Random) -> PlannedTopic:
    moments = _moments(discussion, end, chance)
    posts = [
        PlannedPost(said, number, at)
        for number, (said, at) in enumerate(zip(discussion.posts, moments, strict=True), 1)
    ]
    return PlannedTopic(discussion, posts, chance, end)


def _moments(discussion: Discussion, end: datetime, chance: Random) -> list[datetime]:
    day = end - timedelta(days=discussion.days_ago + 1)
    moments = [day + timedelta(hours=chance.uniform(6.5, 20))]
    for said in discussion.posts[1:]:
        # "Three hours later" is never three hours to the second.
        moments.append(moments[-1] + max(said.after * chance.uniform(0.93, 1.07), LEAST))
    room, needed = end - moments[0] - timedelta(minutes=5), moments[-1] - moments[0]
    if needed > room:
        moments = [moments[0] + (moment - moments[0]) * (room / needed) for moment in moments]
    return [moment.replace(microsecond=0) for moment in moments]


def _number(planned: Plan) -> None:
    for number, topic in enumerate(planned.topics, 1):
        topic.id = number
    posts = [(post.at, topic.id, post.number, post) for topic in planned.topics for post in topic.posts]
    for number, (*_order, post) in enumerate(sorted(posts, key=lambda row: row[:3]), 1):
        post.id = number


def _joined(planned: Plan, end: datetime) -> dict[str, datetime]:
    """When each member joined: on the day they say, or shortly before their first post where that was earlier."""
    first: dict[str, datetime] = {}
    for post in planned.posts:
        first.setdefault(post.said.author, post.at)
    joined = {}
    for person in planned.community.people:
        said = end - timedelta(days=person.days_ago + 1) + timedelta(hours=9)
        spoke = first.get(person.username, end)
        joined[person.username] = min(said, spoke - timedelta(minutes=11))
    return joined
