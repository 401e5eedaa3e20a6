"""The topics and posts with their dates, and who follows each topic."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from accounts.models import User
from forum import markup
from forum.boards.models import Board
from forum.demo.dates_and_ids import Plan, PlannedPost, PlannedTopic
from forum.demo.follows import topic_followers, write_topic_follows
from forum.demo.moderation import PlannedAct, planned_acts
from forum.demo.post_texts import text_before_edit
from forum.demo.rendering import Key
from forum.moderation import topic_acts
from forum.posts.models import Post, Solution
from forum.posts.revisions import Revision
from forum.posts.storing import append_posts
from forum.topics.models import Topic

STATES = {topic_acts.lock: "locked", topic_acts.pin: "pinned"}
OPENED_AFTER = timedelta(minutes=2)  # for editing by members
EDITED_AFTER = timedelta(minutes=6)


def write_topics(
    plan: Plan, members: Mapping[str, User], boards: Mapping[str, Board], html: Mapping[Key, markup.Rendered]
) -> None:
    followers = {topic.id: topic_followers(plan, topic) for topic in plan.topics}
    states = _states(plan, members)
    removals = {planned.post.id: planned for planned in planned_acts(plan) if planned.post}
    for topic in plan.topics:
        row = _topic(topic, members, boards)
        row.follower_count = len(followers[topic.id])
        for name, value in states[topic.id].items():
            setattr(row, name, value)
        posts = [_post(topic, post, members, html, removals.get(post.id)) for post in topic.posts]
        append_posts(row, posts)
        edited = [pair for pair in zip(topic.posts, posts, strict=True) if pair[0].content.is_edited]
        Revision.objects.bulk_create(_revision(post, row, html) for post, row in edited)
        _write_solution(topic, row)
    write_topic_follows(plan, members, followers)


def _write_solution(topic: PlannedTopic, row: Topic) -> None:
    """Marked by whoever started the topic, when they wrote the next time."""
    for post in topic.posts:
        if not post.content.is_solution:
            continue
        later = (other.at for other in topic.posts[post.number :] if other.author == topic.posts[0].author)
        at = next(later, min(post.at + timedelta(hours=2), topic.end))
        Solution.objects.create(topic=row, post_id=post.id, marked_by=row.author, marked_at=at)
        row.solve(at)


def _states(plan: Plan, members: Mapping[str, User]) -> dict[int, dict[str, Any]]:
    """When and by whom the topics were locked and pinned, as fields of a topic, by the topic's id."""
    states: dict[int, dict[str, Any]] = {topic.id: {} for topic in plan.topics}
    for planned in planned_acts(plan):
        if word := STATES.get(planned.act):
            states[planned.topic.id] |= {f"{word}_at": planned.at, f"{word}_by": members[planned.by]}
    return states


def _topic(topic: PlannedTopic, members: Mapping[str, User], boards: Mapping[str, Board]) -> Topic:
    return Topic(
        pk=topic.id,
        board=boards[topic.content.board],
        author=members[topic.posts[0].author],
        title=topic.content.title,
        created_at=topic.at,
        view_count=_view_count(topic),
    )


def _view_count(topic: PlannedTopic) -> int:
    age = (topic.end - topic.at) / timedelta(days=1)
    return int(len(topic.posts) * topic.chance.uniform(11, 34) + age**0.6 * topic.chance.uniform(2, 9))


def _post(
    topic: PlannedTopic,
    post: PlannedPost,
    members: Mapping[str, User],
    html: Mapping[Key, markup.Rendered],
    removal: PlannedAct | None,
) -> Post:
    content, author = post.content, members[post.author]
    row = Post(pk=post.id, author=author, created_at=post.at)
    row.write(post.source, html["post", post.id])
    if content.reply_to:
        row.reply_to_id = topic.posts[content.reply_to - 1].id
    if content.is_edited:
        editor = members[content.editor] if content.editor else author
        row.revision, row.edited_by, row.edited_at = 2, editor, min(post.at + EDITED_AFTER, topic.end)
    if content.is_wiki:
        row.wiki_at, row.wiki_by = post.at + OPENED_AFTER, author
    if removal:
        row.removed_at, row.removed_by, row.removed_reason = removal.at, members[removal.by], removal.reason
    return row


def _revision(post: PlannedPost, row: Post, html: Mapping[Key, markup.Rendered]) -> Revision:
    return Revision(
        post_id=post.id,
        number=1,
        source=text_before_edit(post.source),
        html=html["revision", post.id].html,
        markup_version=markup.VERSION,
        written_by_id=row.author_id,
        written_at=row.created_at,
    )
