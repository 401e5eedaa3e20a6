"""What the demo's moderators did, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.demo.timeline import Plan, PlannedPost, PlannedTopic
from forum.moderation import post_acts, topic_acts


@dataclass(frozen=True)
class Deed:
    act: str
    by: str
    at: datetime
    reason: str
    topic: PlannedTopic
    post: PlannedPost | None = None


def deeds(plan: Plan) -> list[Deed]:
    """All acts of moderation in the plan, oldest first."""
    found = [deed for topic in plan.topics for deed in _of(plan, topic)]
    return sorted(found, key=lambda deed: (deed.at, deed.topic.id, deed.act))


def _of(plan: Plan, topic: PlannedTopic) -> list[Deed]:
    reasons, states = plan.community.site["reasons"], topic.discussion.states
    found = [_removal(plan, topic, post) for post in topic.posts if post.said.removed_for]
    if "locked" in states:
        by, at = _keeper(plan, topic), topic.posts[-1].at + timedelta(minutes=1)
        found.append(Deed(topic_acts.lock.name, by, at, reasons["locked"], topic))
    if "pinned" in states:
        by, at = _keeper(plan, topic), topic.at + timedelta(minutes=4)
        found.append(Deed(topic_acts.pin.name, by, at, reasons["pinned"], topic))
    return found


def _removal(plan: Plan, topic: PlannedTopic, post: PlannedPost) -> Deed:
    keepers = _keepers(plan)
    seen = next((other for other in topic.posts[post.number :] if other.said.author in keepers), None)
    if seen:
        by, at = seen.said.author, max(post.at, seen.at - timedelta(minutes=2)) + timedelta(seconds=5)
    else:
        by, at = _keeper(plan, topic), post.at + timedelta(minutes=37)
    return Deed(post_acts.remove.name, by, min(at, topic.end), post.said.removed_for, topic, post)


def _keeper(plan: Plan, topic: PlannedTopic) -> str:
    """Who looks after a topic: the one of the team who spoke there last, or one of the moderators."""
    spoke = [post.said.author for post in topic.posts if post.said.author in _keepers(plan)]
    moderators = [person.username for person in plan.community.people if person.role == "moderator"]
    return spoke[-1] if spoke else moderators[topic.id % len(moderators)]


def _keepers(plan: Plan) -> set[str]:
    return {person.username for person in plan.community.people if person.role}
