"""Storing drafts: everything that belongs to a topic in one transaction, counters and pointers with it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from forum.importing.batches import parts
from forum.importing.discourse.drafts import PostDraft, TopicDraft
from forum.importing.discourse.first_reading import mark_written
from forum.importing.discourse.inserting_posts import put_in_place
from forum.importing.discourse.states import post_state, topic_state, topic_title, written_acts
from forum.importing.discourse.tags import tag_topics
from forum.importing.models import AcceptedAnswer, OldAddress, OldForum
from forum.importing.old_addresses import keep, post_path, topic_paths
from forum.importing.report import Report
from forum.posts import member_totals
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic


class Writing:
    """Where drafts go: the members and boards they belong to."""

    def __init__(
        self,
        forum: OldForum,
        members: dict[str, int],
        boards: dict[int, int],
        tags: dict[str, int],
        report: Report,
    ):
        self.tags = tags
        self.forum = forum
        self.source = forum.source
        self.members = members
        self.boards = boards
        self.report = report

    @transaction.atomic
    def write(self, drafts: list[TopicDraft]) -> None:
        posts = {draft.local_id: self.posts_of(draft) for draft in drafts}
        self.credit(post for some in posts.values() for post in some)
        # Members before topics, as everywhere: who replies meanwhile must not wait for us while we wait for them.
        topics = self.topics_of(drafts)
        for draft in drafts:
            place(topics[draft.local_id], posts[draft.local_id])
        Topic.objects.bulk_create(topics[draft.local_id] for draft in drafts if draft.is_new)
        Post.objects.bulk_create((post for some in posts.values() for post in some), batch_size=500)
        self.keep_addresses(drafts)
        tag_topics({draft.local_id: self.tags_of(draft) for draft in drafts if draft.is_new})
        AcceptedAnswer.objects.bulk_create(
            AcceptedAnswer(topic_id=draft.local_id, post_id=post.local_id)
            for draft in drafts
            for post in draft.posts
            if post.foreign.is_answer
        )
        for draft in drafts:
            if draft.is_new:
                written_acts(draft.foreign, draft.local_id, self.members)
            else:
                self.grow(topics[draft.local_id], draft)
        credit_on_boards(topics, posts)
        self.mark(drafts)
        for board in {topic.board_id for topic in topics.values()}:
            recount_board(board)
        SiteSettings.bump()

    def grow(self, topic: Topic, draft: TopicDraft) -> None:
        """Put what came later where it belongs, and join it to the answers that were here first."""
        put_in_place(self.forum, topic, [post.local_id for post in draft.posts])
        point_to_last(topic)
        new = {post.foreign.number: post.local_id for post in reversed(draft.posts)}
        replies = {
            post.number: new[post.reply_to]
            for post in draft.foreign.posts
            if post.reply_to in new and post.number not in new and post.number != post.reply_to
        }
        here = self.posts_here(draft, replies)
        for number, post in here.items():
            Post.objects.filter(pk=post, topic=topic, reply_to=None).update(reply_to=replies[number])

    def tags_of(self, draft: TopicDraft) -> list[int]:
        return [self.tags[name] for name in draft.foreign.tags if name in self.tags]

    def posts_of(self, draft: TopicDraft) -> list[Post]:
        here = {post.foreign.number: post.local_id for post in reversed(draft.posts)}
        if not draft.is_new:
            here |= self.posts_here(
                draft, {post.foreign.reply_to for post in draft.posts if post.foreign.reply_to}
            )
        return [self.post(draft, post, here) for post in draft.posts]

    def posts_here(self, draft: TopicDraft, numbers: Iterable[int]) -> dict[int, int]:
        """The posts of a topic that are stored already, by their numbers there."""
        paths = {post_path(draft.foreign.id, number): number for number in numbers}
        known = OldAddress.objects.filter(forum=self.forum, topic=draft.local_id)
        return {
            paths[path]: post
            for part in parts(paths)
            for path, post in known.filter(path__in=part).values_list("path", "post")
        }

    def post(self, draft: TopicDraft, post: PostDraft, here: dict[int, int]) -> Post:
        foreign = post.foreign
        reply_to = here.get(foreign.reply_to) if foreign.reply_to else None
        author = self.members[foreign.author.key]
        written = Post(
            pk=post.local_id,
            topic_id=draft.local_id,
            author_id=author,
            reply_to_id=reply_to if reply_to != post.local_id else None,
            created_at=post.created_at,
            **post_state(foreign, post.created_at, author),
        )
        written.write(post.source, post.rendered)
        return written

    def topics_of(self, drafts: list[TopicDraft]) -> dict[int, Topic]:
        grown = [draft.local_id for draft in drafts if not draft.is_new]
        topics = {}
        for topic in Topic.objects.select_for_update(no_key=True).filter(pk__in=grown).order_by("pk"):
            topics[topic.pk] = topic
        for draft in drafts:
            if draft.is_new:
                topics[draft.local_id] = self.new_topic(draft)
        return topics

    def new_topic(self, draft: TopicDraft) -> Topic:
        foreign, first = draft.foreign, draft.posts[0]
        author = foreign.author or first.foreign.author
        title, is_cut = topic_title(foreign.title)
        if is_cut:
            self.report.warn("title", str(foreign.id))
        self.report.count("topics")
        return Topic(
            pk=draft.local_id,
            board_id=self.boards[foreign.category_id],
            author_id=self.members[author.key],
            title=title,
            created_at=foreign.created_at or first.created_at,
            view_count=min(foreign.views, 2**31 - 1),
            **topic_state(foreign, draft.posts, self.members),
        )

    def credit(self, posts) -> None:
        """Count the posts for their authors."""
        counted = Counter(post.author_id for post in posts if not post.is_removed)
        for member, count in sorted(counted.items()):
            get_user_model().objects.filter(pk=member).update(post_count=F("post_count") + count)

    def keep_addresses(self, drafts: list[TopicDraft]) -> None:
        """Note where things stood, so that old links lead here."""
        keep(row for draft in drafts for row in self.addresses_of(draft))

    def addresses_of(self, draft: TopicDraft) -> Iterator[OldAddress]:
        foreign, here = draft.foreign, {"forum": self.forum, "topic_id": draft.local_id}
        for path in topic_paths(unquote(foreign.slug), foreign.id):
            yield OldAddress(path=path, **here)
        numbers: set[int] = set()
        for post in draft.posts:
            number = post.foreign.number
            if number in numbers:
                self.report.warn("number_twice", post.foreign.where())
            else:
                yield OldAddress(path=post_path(foreign.id, number), post_id=post.local_id, **here)
            numbers.add(number)

    def mark(self, drafts: list[TopicDraft]) -> None:
        posts = [post.foreign.id for draft in drafts for post in draft.posts]
        new = [draft.foreign.id for draft in drafts if draft.is_new]
        marked = mark_written(self.source, "post", posts) + mark_written(self.source, "topic", new)
        if marked != len(posts) + len(new):
            raise Overtaken
        self.report.count("posts", len(posts))


class Overtaken(Exception):
    """Somebody else has written these rows meanwhile: another import of the same forum is running."""


def credit_on_boards(topics: dict[int, Topic], posts: dict[int, list[Post]]) -> None:
    """Count what stands for its authors on its board."""
    member_totals.add(
        Counter(
            (post.author_id, topics[pk].board_id)
            for pk, some in posts.items()
            for post in some
            if not (post.is_removed or topics[pk].is_removed)
        )
    )


def place(topic: Topic, posts: list[Post]) -> None:
    """Number the posts from where the topic stands and count them."""
    for post in posts:
        topic.last_number += 1
        post.number = topic.last_number
    standing = [post for post in posts if not post.is_removed]
    topic.post_count += len(standing)
    topic.version += 1
    last = standing[-1] if standing else None
    if last is None and topic.last_poster_id is None:
        last = posts[-1]
    if last:
        topic.last_post_at, topic.last_poster_id = last.created_at, last.author_id


def point_to_last(topic: Topic) -> None:
    topic.save(update_fields=["last_number", "post_count", "version", "last_post_at", "last_poster"])
