"""The tags of the demo community, and who follows which boards, tags and people, at which level."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from forum.boards.models import Board
from forum.demo.source_files import FOLDER
from forum.demo.timeline import Plan
from forum.follows.models import Follow, Level
from forum.topics.models import ReadMark, Tag, Topic

LEVELS = (Level.EVERY, Level.FIRST, Level.FIRST, Level.DAILY, Level.DAILY, Level.WEEKLY, Level.SITE)
HIDDEN = 0.08  # of the followers do not want to be shown by name


def level_for(chance: Random) -> Level:
    return chance.choice(LEVELS)


def write_tags(plan: Plan) -> dict[str, Tag]:
    """The tags by slug, on the topics that carry them."""
    known = tomllib.loads((FOLDER / "tags.toml").read_text("utf-8"))
    tags = {
        slug: Tag.objects.create(slug=slug, name=tag["name"], description=tag["description"])
        for slug, tag in known.items()
    }
    ids = {topic.discussion.slug[:3]: topic.id for topic in plan.topics}
    carried = Topic.tags.through
    carried.objects.bulk_create(
        carried(topic_id=ids[number], tag=tags[slug])
        for slug, tag in known.items()
        for number in tag["topics"]
    )
    return tags


def write_follows(
    plan: Plan, people: Mapping[str, User], places: Mapping[str, Board], tags: Mapping[str, Tag], seed: int
) -> None:
    """Follows of boards, tags and members; those of topics are written with the topics."""
    chance = Random(f"{seed} following")
    rows = [
        Follow(
            member=people[name],
            created_at=at,
            seen_at=at,
            level=level_for(chance),
            is_shown=chance.random() >= HIDDEN,
            **thing,
        )
        for name, at, thing in _wishes(plan, people, places, tags, chance)
    ]
    Follow.objects.bulk_create(rows)
    for kind, model in (("board", Board), ("tag", Tag), ("person", User)):
        counts = Counter(getattr(row, f"{kind}_id") for row in rows if getattr(row, f"{kind}_id"))
        for pk, count in counts.items():
            model._default_manager.filter(pk=pk).update(follower_count=count)


def write_read_marks(plan: Plan, follows: Iterable[Follow], seed: int) -> None:
    """Most followers have read all there is; a few are some posts behind."""
    chance = Random(f"{seed} reading")
    last = {topic.id: len(topic.posts) for topic in plan.topics}
    ReadMark.objects.bulk_create(
        ReadMark(
            member=row.member,
            topic_id=row.topic_id,
            number=max(last[row.topic_id] - (chance.randint(1, 5) if chance.random() < 0.25 else 0), 1),
            read_at=row.created_at,
        )
        for row in follows
        if row.topic_id is not None
    )


def _wishes(
    plan: Plan, people, places, tags, chance: Random
) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    open_places = [place for place in plan.community.places if place.access != "staff"]
    busy = Counter(post.said.author for post in plan.posts)
    known = [name for name, _posts in busy.most_common(12)]
    for person in plan.community.people:
        name = person.username
        for place in open_places:
            if places[place.slug].takes_topics and chance.random() < 0.22:
                yield name, _moment(plan, name, chance), {"board": places[place.slug]}
        for slug in sorted(tags):
            if chance.random() < 0.15:
                yield name, _moment(plan, name, chance), {"tag": tags[slug]}
        for other in known:
            if other != name and chance.random() < 0.12:
                yield name, _moment(plan, name, chance), {"person": people[other]}


def _moment(plan: Plan, name: str, chance: Random) -> datetime:
    """Some time between a member's first day and the last of the plan."""
    end, joined = plan.topics[0].end, plan.joined[name]
    span = max((end - joined) / timedelta(seconds=1) - 3600, 60)
    return (joined + timedelta(seconds=chance.uniform(60, span))).replace(microsecond=0)
