"""Who follows and who looks in, as people do: most who speak, a few who only read."""

from datetime import datetime, timedelta

from forum.demo.timeline import Plan, PlannedTopic


def followers(plan: Plan, topic: PlannedTopic) -> dict[str, datetime]:
    """The members who follow the topic, and since when."""
    chance, first = topic.chance, {}
    for post in topic.posts:
        first.setdefault(post.said.author, post.at)
    since = {
        name: at for name, at in first.items() if name == topic.posts[0].said.author or chance.random() < 0.7
    }
    curiosity = chance.uniform(0.02, 0.14)
    for name in _readers(plan, topic):
        if name not in first and chance.random() < curiosity:
            since[name] = _between(topic, plan.joined[name])
    return {name: at for name, at in since.items() if at < topic.end}


def views(topic: PlannedTopic) -> int:
    age = (topic.end - topic.at) / timedelta(days=1)
    return int(len(topic.posts) * topic.chance.uniform(11, 34) + age**0.6 * topic.chance.uniform(2, 9))


def _readers(plan: Plan, topic: PlannedTopic) -> list[str]:
    board = next(place for place in plan.community.places if place.slug == topic.discussion.board)
    people = plan.community.people
    return [person.username for person in people if board.access != "staff" or person.role]


def _between(topic: PlannedTopic, joined: datetime) -> datetime:
    """A moment after the topic began and the member joined."""
    earliest = max(topic.at, joined + timedelta(hours=1))
    return earliest + timedelta(hours=topic.chance.uniform(1, 24 * 30))
