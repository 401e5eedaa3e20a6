"""Storing drafts: everything that belongs to a topic in one transaction, counters and pointers with it."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from django.db import transaction

from forum.follows.following import lock_members
from forum.importing.batches import parts
from forum.importing.drafts import PostDraft, TopicDraft
from forum.importing.first_reading import mark_written
from forum.importing.inserting_posts import put_in_place
from forum.importing.models import AcceptedAnswer, OldAddress, OldForum
from forum.importing.old_addresses import keep, post_path, topic_paths
from forum.importing.report import Report
from forum.importing.states import post_state, topic_state, topic_title, written_acts
from forum.importing.tags import tag_topics
from forum.posts.models import Post
from forum.posts.writing import append_posts
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
        # Members before topics, as everywhere: who replies meanwhile must not wait for us while we wait for them.
        lock_members(post.author_id for some in posts.values() for post in some)
        topics = self.topics_of(drafts)
        for draft in drafts:
            append_posts(topics[draft.local_id], posts[draft.local_id])
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
        self.mark(drafts)
        for board in {topic.board_id for topic in topics.values()}:
            recount_board(board)
        SiteSettings.bump()

    def grow(self, topic: Topic, draft: TopicDraft) -> None:
        """Put what came later where it belongs, and join it to the answers that were here first."""
        put_in_place(self.forum, topic, [post.local_id for post in draft.posts])
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
