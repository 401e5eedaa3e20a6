"""Who follows which topics, boards, tags and members, at which level, and how far they have read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from forum.boards.models import Board
from forum.demo.dates_and_ids import Plan, PlannedTopic
from forum.follows.models import Follow, Followable, Level
from forum.topics.models import Tag
from forum.topics.read_mark_rows import ReadMark

LEVELS = (Level.EVERY, Level.FIRST, Level.FIRST, Level.DAILY, Level.DAILY, Level.WEEKLY, Level.SITE)
ANONYMOUS = 0.08  # of the followers do not want to be shown by name


def topic_followers(plan: Plan, topic: PlannedTopic) -> dict[str, datetime]:
    """Most who post in it and a few who only read, with the date since when."""
    chance = topic.chance
    first_posts: dict[str, datetime] = {}
    for post in topic.posts:
        first_posts.setdefault(post.author, post.at)
    starter = topic.posts[0].author
    since = {name: at for name, at in first_posts.items() if name == starter or chance.random() < 0.7}
    interest = chance.uniform(0.02, 0.14)
    for name in _readers(plan, topic):
        if name not in first_posts and chance.random() < interest:
            earliest = max(topic.at, plan.joined[name] + timedelta(hours=1))
            since[name] = earliest + timedelta(hours=chance.uniform(1, 24 * 30))
    return {name: at for name, at in since.items() if at < topic.end}


def write_topic_follows(
    plan: Plan, members: Mapping[str, User], followers: Mapping[int, Mapping[str, datetime]]
) -> None:
    chance = Random(f"{plan.seed} levels")
    follows = [
        _follow(members[name], at, chance, topic_id=topic)
        for topic, since in followers.items()
        for name, at in sorted(since.items(), key=lambda row: (row[1], row[0]))
    ]
    Follow.objects.bulk_create(follows)
    _write_read_marks(plan, follows)


def write_other_follows(
    plan: Plan, members: Mapping[str, User], boards: Mapping[str, Board], tags: Mapping[str, Tag]
) -> None:
    """Follows of boards, tags and members."""
    chance = Random(f"{plan.seed} following")
    follows = [
        _follow(members[name], at, chance, **{kind: thing})
        for name, at, kind, thing in _other_follows(plan, members, boards, tags, chance)
    ]
    Follow.objects.bulk_create(follows)
    for kind, model in (("board", Board), ("tag", Tag), ("person", User)):
        counts = Counter(pk for follow in follows if (pk := getattr(follow, f"{kind}_id")))
        for pk, count in counts.items():
            model._default_manager.filter(pk=pk).update(follower_count=count)


def _follow(member: User, at: datetime, chance: Random, **thing: int | Followable) -> Follow:
    return Follow(
        member=member,
        created_at=at,
        seen_at=at,
        level=chance.choice(LEVELS),
        is_shown=chance.random() >= ANONYMOUS,
        **thing,
    )


def _readers(plan: Plan, topic: PlannedTopic) -> list[str]:
    board = next(board for board in plan.community.boards if board.slug == topic.content.board)
    members = plan.community.members
    return [member.username for member in members if board.access != "staff" or member.role]


def _write_read_marks(plan: Plan, follows: Iterable[Follow]) -> None:
    """Most followers have read all there is; a few are some posts behind."""
    chance = Random(f"{plan.seed} reading")
    last_numbers = {topic.id: len(topic.posts) for topic in plan.topics}

    def number_read(topic_id: int) -> int:
        behind = chance.randint(1, 5) if chance.random() < 0.25 else 0
        return max(last_numbers[topic_id] - behind, 1)

    ReadMark.objects.bulk_create(
        ReadMark(
            member=follow.member,
            topic_id=follow.topic_id,
            number=number_read(follow.topic_id),
            read_at=follow.created_at,
        )
        for follow in follows
        if follow.topic_id is not None
    )


def _other_follows(
    plan: Plan,
    members: Mapping[str, User],
    boards: Mapping[str, Board],
    tags: Mapping[str, Tag],
    chance: Random,
) -> Iterator[tuple[str, datetime, str, Followable]]:
    visible = [boards[board.slug] for board in plan.community.boards if board.access != "staff"]
    posts_by = Counter(post.author for post in plan.posts)
    busiest = [name for name, _posts in posts_by.most_common(12)]
    for member in plan.community.members:
        name = member.username
        for board in visible:
            if board.takes_topics and chance.random() < 0.22:
                yield name, _date(plan, name, chance), "board", board
        for slug in sorted(tags):
            if chance.random() < 0.15:
                yield name, _date(plan, name, chance), "tag", tags[slug]
        for other in busiest:
            if other != name and chance.random() < 0.12:
                yield name, _date(plan, name, chance), "person", members[other]


def _date(plan: Plan, name: str, chance: Random) -> datetime:
    """Some time between a member's first day and the last of the plan."""
    end, joined = plan.topics[0].end, plan.joined[name]
    span = max((end - joined) / timedelta(seconds=1) - 3600, 60)
    return (joined + timedelta(seconds=chance.uniform(60, span))).replace(microsecond=0)
