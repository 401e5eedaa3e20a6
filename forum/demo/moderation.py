"""What the demo's moderators do: the removals, locks and pins of its content files, and their log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from forum.demo.dates_and_ids import Plan, PlannedPost, PlannedTopic
from forum.moderation import post_acts, topic_acts
from forum.moderation.acts import Act
from forum.moderation.models import LogEntry


@dataclass(frozen=True)
class PlannedAct:
    act: Act[Any]
    by: str
    at: datetime
    reason: str
    topic: PlannedTopic
    post: PlannedPost | None = None


def planned_acts(plan: Plan) -> list[PlannedAct]:
    """Oldest first."""
    acts = [act for topic in plan.topics for act in _acts_in(plan, topic)]
    return sorted(acts, key=lambda planned: (planned.at, planned.topic.id, planned.act.name))


def write_log(plan: Plan, members: Mapping[str, User]) -> None:
    LogEntry.objects.bulk_create(
        LogEntry(
            by=members[planned.by],
            act=planned.act.name,
            topic_id=planned.topic.id,
            post_id=planned.post.id if planned.post else None,
            reason=planned.reason,
            created_at=planned.at,
        )
        for planned in planned_acts(plan)
    )


def _acts_in(plan: Plan, topic: PlannedTopic) -> list[PlannedAct]:
    reasons, states = plan.community.site["reasons"], topic.content.states
    acts = [_removal(plan, topic, post) for post in topic.posts if post.content.removed_for]
    if "locked" in states:
        at = topic.posts[-1].at + timedelta(minutes=1)
        acts.append(PlannedAct(topic_acts.lock, _moderator(plan, topic), at, reasons["locked"], topic))
    if "pinned" in states:
        at = topic.at + timedelta(minutes=4)
        acts.append(PlannedAct(topic_acts.pin, _moderator(plan, topic), at, reasons["pinned"], topic))
    return acts


def _removal(plan: Plan, topic: PlannedTopic, post: PlannedPost) -> PlannedAct:
    """By the moderator who posts next in the topic, just before that; else some time later."""
    team = plan.community.team
    next_post = next((other for other in topic.posts[post.number :] if other.author in team), None)
    if next_post:
        by, at = next_post.author, max(post.at, next_post.at - timedelta(minutes=2)) + timedelta(seconds=5)
    else:
        by, at = _moderator(plan, topic), post.at + timedelta(minutes=37)
    return PlannedAct(post_acts.remove, by, min(at, topic.end), post.content.removed_for, topic, post)


def _moderator(plan: Plan, topic: PlannedTopic) -> str:
    """The one of the team who posted last in the topic; in one without, each moderator in turn."""
    authors = [post.author for post in topic.posts if post.author in plan.community.team]
    moderators = [member.username for member in plan.community.members if member.role == "moderator"]
    return authors[-1] if authors else moderators[topic.id % len(moderators)]
