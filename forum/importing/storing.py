"""Storing drafts: everything that belongs to a topic in one transaction, counters and pointers with it."""

from collections.abc import Collection, Iterator

from django.db import transaction

from forum.follows.following import lock_members
from forum.importing.archive import Archive
from forum.importing.drafts import PostDraft, TopicDraft
from forum.importing.id_plan import is_written_here, mark_written, numbers_there
from forum.importing.models import OldAddress, OldForum
from forum.importing.old_addresses import save_addresses
from forum.importing.participants import add_participants, keep_out_of_sight
from forum.importing.post_order import restore_order
from forum.importing.private_topics import parts_of
from forum.importing.report import Report
from forum.importing.solutions import save_solutions
from forum.importing.states import post_state, topic_state, topic_title, write_log
from forum.importing.tags import tag_topics
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.reading import tallies
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic


class OtherImportRunning(Exception):
    """Another import of the same forum has written these rows meanwhile."""


class TopicWriter:
    """Writes drafts as topics of these members, on these boards."""

    def __init__(
        self,
        archive: Archive,
        forum: OldForum,
        members: dict[str, int],
        boards: dict[int, int],
        tags: dict[str, int],
        report: Report,
    ) -> None:
        self.archive = archive
        self.tags = tags
        self.forum = forum
        self.source = forum.source
        self.members = members
        self.boards = boards
        self.report = report

    @transaction.atomic
    def write(self, drafts: list[TopicDraft]) -> None:
        drafts = [draft for draft in drafts if self.is_as_private_as_before(draft)]
        posts = {draft.local_id: self.posts_of(draft) for draft in drafts}
        # Members before topics, as everywhere: who replies meanwhile must not wait for us while we wait for them.
        authors = {post.author_id for some in posts.values() for post in some}
        lock_members(authors | {pk for draft in drafts for pk in self.participants_of(draft)})
        topics = self.topics_of(drafts)
        numbers = {pk: topic.last_number for pk, topic in topics.items()}
        for draft in drafts:
            append_posts(topics[draft.local_id], posts[draft.local_id])
        save_addresses(row for draft in drafts for row in self.addresses_of(draft))
        tag_topics({draft.local_id: self.tags_of(draft) for draft in drafts if draft.is_new})
        for draft in drafts:
            topic = topics[draft.local_id]
            if draft.foreign.is_private:
                keep_out_of_sight(topic, numbers[topic.pk])
                is_lived_in = not draft.is_new and is_written_here(self.source, topic.pk)
                add_participants(topic, draft.foreign, self.members, is_written_here=is_lived_in)
            elif draft.is_new:
                write_log(draft.foreign, draft.local_id, self.members)
            if not draft.is_new:
                self.grow(topic, draft)
        self.mark_written(drafts)
        self.count_again([topic for topic in topics.values() if not topic.is_conversation], drafts)
        SiteSettings.bump()

    def participants_of(self, draft: TopicDraft) -> set[int]:
        keys = {part.member.key for part in parts_of(draft.foreign)} if draft.foreign.is_private else set()
        return {self.members[key] for key in keys if key in self.members}

    def count_again(self, topics: list[Topic], drafts: list[TopicDraft]) -> None:
        """What is counted and shown of topics on boards."""
        save_solutions([draft for draft in drafts if not draft.foreign.is_private])
        for board in {topic.its_board.pk for topic in topics}:
            recount_board(board)
        tallies.recount(topic.pk for topic in topics)

    def is_as_private_as_before(self, draft: TopicDraft) -> bool:
        """Whether what was said to all since, or to a few, may join what is here; else it is left out.

        The old forum's moderators make private messages of topics, and topics of private messages.
        """
        if draft.is_new:
            return True
        was_private = Topic.objects.filter(pk=draft.local_id, board=None).exists()
        if was_private != draft.foreign.is_private:
            self.report.warn("private_changed", str(draft.foreign.id))
        return was_private == draft.foreign.is_private

    def grow(self, topic: Topic, draft: TopicDraft) -> None:
        """Put what came later where it belongs, and join it to the answers that were here first."""
        restore_order(self.source, topic, [post.local_id for post in draft.posts])
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
        tags = () if draft.foreign.is_private else draft.foreign.tags
        return [self.tags[name] for name in tags if name in self.tags]

    def posts_of(self, draft: TopicDraft) -> list[Post]:
        here = {post.foreign.number: post.local_id for post in reversed(draft.posts)}
        if not draft.is_new:
            here |= self.posts_here(
                draft, {post.foreign.reply_to for post in draft.posts if post.foreign.reply_to}
            )
        return [self.post(draft, post, here) for post in draft.posts]

    def posts_here(self, draft: TopicDraft, numbers: Collection[int]) -> dict[int, int]:
        """Those of these posts of a topic that are stored already, by their numbers there."""
        if not numbers:
            return {}
        stored = sorted(numbers_there(self.source, draft.local_id).items(), reverse=True)
        return {number: post for post, number in stored if number in numbers}

    def post(self, draft: TopicDraft, post: PostDraft, here: dict[int, int]) -> Post:
        foreign = post.foreign
        reply_to = here.get(foreign.reply_to) if foreign.reply_to else None
        author = self.members[foreign.author.key]
        row = Post(
            pk=post.local_id,
            topic_id=draft.local_id,
            author_id=author,
            reply_to_id=reply_to if reply_to != post.local_id else None,
            created_at=post.created_at,
            **post_state(foreign, post.created_at, author),
        )
        row.write(post.source, post.rendered)
        return row

    def topics_of(self, drafts: list[TopicDraft]) -> dict[int, Topic]:
        known = [draft.local_id for draft in drafts if not draft.is_new]
        topics = {}
        for topic in Topic.objects.select_for_update(no_key=True).filter(pk__in=known).order_by("pk"):
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
        self.report.count("conversations" if foreign.is_private else "topics")
        return Topic(
            pk=draft.local_id,
            board_id=None if foreign.is_private else self.boards[foreign.category_id],
            author_id=self.members[author.key],
            title=title,
            created_at=foreign.created_at or first.created_at,
            view_count=0 if foreign.is_private else min(foreign.views, 2**31 - 1),
            **topic_state(foreign, draft.posts, self.members),
        )

    def addresses_of(self, draft: TopicDraft) -> Iterator[OldAddress]:
        foreign, here = draft.foreign, {"forum": self.forum, "topic_id": draft.local_id}
        if foreign.is_private:
            return  # what an address leads to, or not, could tell the words of a title
        for path in self.archive.topic_addresses(foreign):
            yield OldAddress(path=path, **here)
        numbers: set[int] = set()
        for post in draft.posts:
            number = post.foreign.number
            if number in numbers:
                self.report.warn("number_twice", post.foreign.where())
            else:
                for path in self.archive.post_addresses(foreign.id, number):
                    yield OldAddress(path=path, post_id=post.local_id, **here)
            numbers.add(number)

    def mark_written(self, drafts: list[TopicDraft]) -> None:
        posts = [post.foreign.id for draft in drafts for post in draft.posts]
        new = [draft.foreign.id for draft in drafts if draft.is_new]
        marked = mark_written(self.source, "post", posts) + mark_written(self.source, "topic", new)
        if marked != len(posts) + len(new):
            raise OtherImportRunning
        self.report.count("posts", len(posts))
