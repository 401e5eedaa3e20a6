from collections.abc import Iterator, Mapping
from random import Random

from django.db.models import Max

from forum.demo.large.following import (
    PlannedFollows,
    PlannedNotification,
    plan_marks,
    plan_notifications,
)
from forum.demo.large.ids import Ids
from forum.demo.large.plan import DAY, Plan
from forum.demo.large.row_writing import Row, advance_sequences, write_rows
from forum.follows.models import Follow, Level
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from forum.topics.read_mark_rows import ReadMark

LEVELS = (Level.EVERY, Level.FIRST, Level.FIRST, Level.DAILY, Level.DAILY, Level.WEEKLY, Level.SITE)
ANONYMOUS = 0.08  # of the followers do not want to be shown by name
KIND = "reply"


def write_follows(plan: Plan, follows: PlannedFollows, ids: Ids) -> None:
    chance = Random(f"{plan.seed} levels")
    kinds: dict[str, tuple[Mapping[tuple[int, int], int], list[int] | range]] = {
        "topic_id": (follows.topics, range(ids.first_topic, ids.first_topic + plan.sizes.topics)),
        "board_id": (follows.boards, list(ids.boards)),
        "tag_id": (follows.tags, list(ids.tags)),
        "person_id": (follows.people, range(ids.first_member, ids.first_member + plan.sizes.members)),
    }
    for column, (planned, things) in kinds.items():
        rows = (
            (
                ids.member(member),
                things[thing],
                at,
                at,
                chance.choice(LEVELS).value,
                int(chance.random() >= ANONYMOUS),
            )
            for (member, thing), at in planned.items()
        )
        write_rows(Follow(), ("member_id", column, "created_at", "seen_at", "level", "is_shown"), rows)


def write_marks(plan: Plan, follows: PlannedFollows, ids: Ids) -> None:
    rows = (
        (ids.member(member), ids.topic(topic), number, at)
        for (member, topic), (number, at) in plan_marks(plan, follows).items()
    )
    write_rows(ReadMark(), ("member_id", "topic_id", "number", "read_at"), rows)


def write_notifications(plan: Plan, follows: PlannedFollows, ids: Ids) -> None:
    """With the deliveries that they tell of, which are kept for some time only."""
    planned = list(plan_notifications(plan, follows))
    first = (Notification.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    names = (
        "id", "member_id", "matter", "topic_id", "post_id", "actor_id", "count", "created_at", "raised_at", "read_at",
    )  # fmt: skip
    rows = (_notification(first + place, one, plan, ids) for place, one in enumerate(planned))
    write_rows(Notification(kind=KIND), names, rows)
    advance_sequences([Notification])
    delivery = Delivery(channel=Channel.BELL, kind=KIND, state=Delivery.State.SENT)
    told = ("member_id", "post_id", "notification_id", "due_at", "done_at")
    write_rows(delivery, told, _deliveries(first, planned, plan, ids))


def _notification(pk: int, planned: PlannedNotification, plan: Plan, ids: Ids) -> Row:
    first, last = planned.posts[0], planned.posts[-1]
    at = plan.posts.at
    return (
        pk,
        ids.member(planned.member),
        f"topic:{ids.topic(planned.topic)}",
        ids.topic(planned.topic),
        ids.post(first),
        ids.member(plan.posts.authors[last]),
        len(planned.posts),
        at[first],
        at[last],
        planned.read_at,
    )


def _deliveries(first: int, planned: list[PlannedNotification], plan: Plan, ids: Ids) -> Iterator[Row]:
    oldest = plan.end - Delivery.KEPT_FOR.days * DAY
    for place, notification in enumerate(planned):
        for post in notification.posts:
            if (at := plan.posts.at[post]) >= oldest:
                yield ids.member(notification.member), ids.post(post), first + place, at, at
