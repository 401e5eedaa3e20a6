"""The rows of topics and posts, written with their dates and with counters that are right from the start."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from forum import markup
from forum.boards.models import Board
from forum.demo.followers import followers, views
from forum.demo.moderation import Deed, deeds
from forum.demo.quotes import before_edit
from forum.demo.rendering import Key
from forum.demo.tags_and_follows import HIDDEN, level_for, write_read_marks
from forum.demo.timeline import Plan, PlannedPost, PlannedTopic
from forum.follows.models import Follow
from forum.moderation import topic_acts
from forum.posts.appending import append_posts
from forum.posts.models import Post, Revision
from forum.topics.models import Topic

STATES = {topic_acts.lock.name: "locked", topic_acts.pin.name: "pinned"}
EDITED_AFTER = timedelta(minutes=6)


def write_conversations(
    plan: Plan,
    people: Mapping[str, User],
    places: Mapping[str, Board],
    html: Mapping[Key, markup.Rendered],
) -> None:
    followers_of = {topic.id: followers(plan, topic) for topic in plan.topics}
    states = _states(plan, people)
    removals = {deed.post.id: deed for deed in deeds(plan) if deed.post}
    for topic in plan.topics:
        more = {"follower_count": len(followers_of[topic.id])} | states[topic.id]
        posts = [_post(topic, post, people, html, removals.get(post.id)) for post in topic.posts]
        append_posts(_topic(topic, people, places, **more), posts)
        Revision.objects.bulk_create(
            _revision(post, row, html)
            for post, row in zip(topic.posts, posts, strict=True)
            if post.said.is_edited
        )
    _write_follows(plan, people, followers_of)


def _states(plan: Plan, people: Mapping[str, User]) -> dict[int, dict[str, Any]]:
    """When and by whom the topics were locked and pinned, as fields of a topic, by the topic's id."""
    states: dict[int, dict[str, Any]] = {topic.id: {} for topic in plan.topics}
    for deed in deeds(plan):
        if deed.act in STATES:
            word = STATES[deed.act]
            states[deed.topic.id] |= {f"{word}_at": deed.at, f"{word}_by": people[deed.by]}
    return states


def _write_follows(
    plan: Plan, people: Mapping[str, User], followers_of: Mapping[int, Mapping[str, datetime]]
) -> None:
    chance = Random(f"{plan.seed} levels")
    follows = [
        Follow(
            member=people[name],
            topic_id=topic,
            created_at=at,
            seen_at=at,
            level=level_for(chance),
            is_shown=chance.random() >= HIDDEN,
        )
        for topic, members in followers_of.items()
        for name, at in sorted(members.items(), key=lambda row: (row[1], row[0]))
    ]
    Follow.objects.bulk_create(follows)
    write_read_marks(plan, follows, plan.seed)


def _topic(
    topic: PlannedTopic, people: Mapping[str, User], places: Mapping[str, Board], **more: Any
) -> Topic:
    return Topic(
        pk=topic.id,
        board=places[topic.discussion.board],
        author=people[topic.posts[0].said.author],
        title=topic.discussion.title,
        created_at=topic.at,
        view_count=views(topic),
        **more,
    )


def _post(
    topic: PlannedTopic,
    post: PlannedPost,
    people: Mapping[str, User],
    html: Mapping[Key, markup.Rendered],
    removal: Deed | None,
) -> Post:
    said, author = post.said, people[post.said.author]
    row = Post(pk=post.id, author=author, created_at=post.at)
    row.write(post.source, html["post", post.id])
    if said.reply_to:
        row.reply_to_id = topic.posts[said.reply_to - 1].id
    if said.is_edited:
        row.revision, row.edited_by, row.edited_at = 2, author, min(post.at + EDITED_AFTER, topic.end)
    if removal:
        row.removed_at, row.removed_by, row.removed_reason = removal.at, people[removal.by], removal.reason
    return row


def _revision(post: PlannedPost, row: Post, html: Mapping[Key, markup.Rendered]) -> Revision:
    return Revision(
        post_id=post.id,
        number=1,
        source=before_edit(post.source),
        html=html["old", post.id].html,
        written_by_id=row.author_id,
        written_at=row.created_at,
    )
