from collections.abc import Mapping

from accounts.models import User
from forum.demo.moderation import deeds
from forum.demo.timeline import Plan
from forum.moderation.models import LogEntry


def write_log(plan: Plan, people: Mapping[str, User]) -> None:
    LogEntry.objects.bulk_create(
        LogEntry(
            by=people[deed.by],
            act=deed.act,
            topic_id=deed.topic.id,
            post_id=deed.post.id if deed.post else None,
            reason=deed.reason,
            created_at=deed.at,
        )
        for deed in deeds(plan)
    )
