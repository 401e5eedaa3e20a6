"""The rows of topics and posts, written with their dates and with counters that are right from the start."""

from collections.abc import Mapping
from datetime import timedelta
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
from forum.moderation.models import Act
from forum.posts.models import Post, Revision
from forum.topics.models import Topic

STATES = {Act.LOCK: "locked", Act.PIN: "pinned"}
EDITED_AFTER = timedelta(minutes=6)


def write_topics(plan: Plan, people: Mapping[str, User], places: Mapping[str, Board]) -> None:
    states: dict[int, dict[str, Any]] = {topic.id: {} for topic in plan.topics}
    for deed in deeds(plan):
        if deed.act in STATES:
            word = STATES[deed.act]
            states[deed.topic.id] |= {f"{word}_at": deed.at, f"{word}_by": people[deed.by]}
    following = {topic.id: followers(plan, topic) for topic in plan.topics}
    Topic.objects.bulk_create(
        _topic(topic, people, places, follower_count=len(following[topic.id]), **states[topic.id])
        for topic in plan.topics
    )
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
        for topic, members in following.items()
        for name, at in sorted(members.items(), key=lambda row: (row[1], row[0]))
    ]
    Follow.objects.bulk_create(follows)
    write_read_marks(plan, follows, plan.seed)


def _topic(
    topic: PlannedTopic, people: Mapping[str, User], places: Mapping[str, Board], **more: Any
) -> Topic:
    last = topic.standing[-1]
    return Topic(
        pk=topic.id,
        board=places[topic.discussion.board],
        author=people[topic.posts[0].said.author],
        title=topic.discussion.title,
        created_at=topic.at,
        last_number=len(topic.posts),
        post_count=len(topic.standing),
        view_count=views(topic),
        last_post_at=last.at,
        last_poster=people[last.said.author],
        **more,
    )


def write_posts(plan: Plan, people: Mapping[str, User], html: Mapping[Key, markup.Rendered]) -> None:
    removals = {deed.post.id: deed for deed in deeds(plan) if deed.post}
    pairs = [(topic, post) for topic in plan.topics for post in topic.posts]
    pairs.sort(key=lambda pair: pair[1].id)
    posts = [_post(topic, post, people, html, removals.get(post.id)) for topic, post in pairs]
    edited = [(post, row) for (_topic, post), row in zip(pairs, posts, strict=True) if post.said.is_edited]
    Post.objects.bulk_create(posts)
    Revision.objects.bulk_create(_revision(post, row, html) for post, row in edited)


def _post(
    topic: PlannedTopic,
    post: PlannedPost,
    people: Mapping[str, User],
    html: Mapping[Key, markup.Rendered],
    removal: Deed | None,
) -> Post:
    said, author = post.said, people[post.said.author]
    row = Post(pk=post.id, topic_id=topic.id, number=post.number, author=author, created_at=post.at)
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
