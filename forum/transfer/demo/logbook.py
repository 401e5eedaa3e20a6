from collections.abc import Mapping

from accounts.models import User
from forum.moderation.models import Entry
from forum.transfer.demo.keeping_order import deeds
from forum.transfer.demo.planning import Plan


def write_log(plan: Plan, people: Mapping[str, User]) -> None:
    Entry.objects.bulk_create(
        Entry(
            by=people[deed.by],
            act=deed.act,
            topic_id=deed.topic.id,
            post_id=deed.post.id if deed.post else None,
            reason=deed.reason,
            created_at=deed.at,
        )
        for deed in deeds(plan)
    )
