"""From the records of a topic to what will be stored of it: dates that hold, texts in our Markdown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from forum import markup
from forum.importing.archive import Archive
from forum.importing.converting import Context, References
from forum.importing.id_plan import IdPlan
from forum.importing.records import ForeignPost, ForeignTopic, Kind
from forum.importing.report import Report

NUMBER_NAMED = re.compile(r"(?<![\w&/#])#(\d{1,6})\b")


@dataclass(slots=True)
class PostDraft:
    foreign: ForeignPost
    local_id: int
    created_at: datetime
    source: str
    rendered: markup.Rendered = field(init=False)


@dataclass(slots=True)
class TopicDraft:
    foreign: ForeignTopic
    local_id: int
    is_new: bool
    posts: list[PostDraft] = field(default_factory=list)
    waiting: int = 0  # posts that are yet to be rendered


class DraftMaker:
    """Makes drafts of what is not here yet, one topic at a time."""

    def __init__(
        self,
        archive: Archive,
        references: References,
        plan: IdPlan,
        topic_of: Mapping[int, int],
        report: Report,
        options: markup.Options,
    ) -> None:
        self.archive = archive
        self.references = references
        self.plan = plan
        self.topic_of = topic_of
        self.report = report
        self.options = options
        self.usernames = {name.casefold(): name for name in references.members.values()}

    def drafts(self, topics: Iterator[ForeignTopic]) -> Iterator[TopicDraft]:
        for topic in topics:
            if topic.id not in self.plan.topics:
                continue  # it was not there at the first reading; the next import finds it
            draft = TopicDraft(topic, self.plan.topics[topic.id], topic.id not in self.plan.written_topics)
            last = first_moment(topic)
            for post in topic.posts:
                last = post.created_at or last
                if self.is_due(post):
                    draft.posts.append(self.post_draft(post, last))
            if draft.posts:
                self.warn_of_omissions(topic)
                if draft.is_new:
                    self.warn_of_gaps(topic)
                draft.waiting = len(draft.posts)
                yield draft

    def is_due(self, post: ForeignPost) -> bool:
        if not post.becomes_post:
            return False
        if post.id in self.plan.written_posts:
            self.report.count("known")
            return False
        return self.topic_of.get(post.id) == post.topic_id

    def warn_of_omissions(self, topic: ForeignTopic) -> None:
        """Report what does not become a post, but not again what stood before a post that is here already."""
        last_known = max(
            (post.number for post in topic.posts if post.id in self.plan.written_posts), default=0
        )
        for post in topic.posts:
            if topic.is_private and post.kind == Kind.ACT:
                continue  # who came and who went, which the conversation itself knows
            if not post.becomes_post and post.number > last_known:
                self.report.warn("whisper" if post.kind == Kind.WHISPER else "action", post.where())

    def warn_of_gaps(self, topic: ForeignTopic) -> None:
        """Report what is odd about a topic."""
        if topic.posts[0].number > 1:
            self.report.warn("first_missing", str(topic.id))
        elif topic.posts[-1].number > len(topic.posts):
            self.report.warn("gaps", str(topic.id))
        numbers = {post.number for post in topic.posts}
        for post in topic.posts:
            if post.reply_to and post.reply_to not in numbers:
                self.report.warn("reply_to", post.where())
        numbers_kept = [post.number for post in topic.posts if self.topic_of.get(post.id) == topic.id]
        renumbered = {str(there) for here, there in enumerate(numbers_kept, 1) if here != there}
        for post in topic.posts if renumbered else ():
            if renumbered.intersection(NUMBER_NAMED.findall(post.raw or "")):
                self.report.warn("number_named", post.where())

    def post_draft(self, post: ForeignPost, created_at: datetime) -> PostDraft:
        context = Context(self.references, post.topic_id, post.cooked)
        source = self.archive.to_markdown(post.raw, context)
        for kind, detail in context.warnings:
            self.report.warn(kind, f"{post.where()} {detail}".strip())
        if not source.strip():
            self.report.warn("no_text", post.where())
            source = f"*({_('This post has no text.')})*"
        if len(source) > markup.LIMIT:
            self.report.warn("long", post.where())
        if context.has_mathematics and not self.options.maths:
            self.report.warn("formulas", post.where())
        self.warn_of_post(post)
        return PostDraft(post, self.plan.posts[post.id], created_at, source)

    def warn_of_post(self, post: ForeignPost) -> None:
        warnings = {
            "date": post.created_at is None,
            "deleted": post.is_deleted_by_author or post.is_deleted,
            "hidden": post.is_hidden,
            "answer": post.is_answer,
        }
        for kind, is_so in warnings.items():
            if is_so:
                self.report.warn(kind, post.where())

    def mentioned(self, source: str) -> dict[str, str]:
        """The imported members whose names stand in the text, and nobody else."""
        names = markup.mentioned(source) if "@" in source else ()
        return {name: self.usernames[name] for name in names if name in self.usernames}


def first_moment(topic: ForeignTopic) -> datetime:
    known = (moment for post in topic.posts for moment in (post.created_at, post.updated_at) if moment)
    return topic.created_at or next(known, datetime.now(UTC))
