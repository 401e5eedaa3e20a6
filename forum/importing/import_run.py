"""Bringing a forum in: read once to plan, once more to convert, render and store, a handful of topics at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from forum.boards.models import Board
from forum.importing.archive import Archive
from forum.importing.boards import import_boards
from forum.importing.contents import Contents, read_contents, topics_of
from forum.importing.converting import References, Target, link_text
from forum.importing.drafts import DraftMaker, TopicDraft
from forum.importing.id_plan import IdPlan, make_plan
from forum.importing.members import import_members, local_names
from forum.importing.models import Import, OldForum
from forum.importing.records import Category
from forum.importing.rendering import render_drafts
from forum.importing.report import PendingWarnings, Report
from forum.importing.states import topic_title
from forum.importing.storing import TopicWriter
from forum.importing.tags import import_tags
from forum.site.models import SiteSettings
from forum.topics.models import Tag

POSTS_AT_ONCE = 300  # in one transaction, if topics are not longer; a board's totals are recounted in each


@dataclass
class ImportRun:
    """One import. `begin` reads and plans; `run` does the work and may be broken off and begun again at any time."""

    archive: Archive
    parent: Board | None = None
    limit: int | None = None
    name: str = ""
    categories: Mapping[int, Category] = field(default_factory=dict)
    with_tags: bool = True
    with_private: bool = True  # messages between a few
    addresses: Mapping[str, str] = field(default_factory=dict)  # of members, by their keys there
    report: Report = field(default_factory=Report)

    def begin(self) -> int:
        """Read the archive, make its members and boards; return how many posts are to come."""
        warnings = PendingWarnings()
        self.contents = read_contents(self.archive, warnings, self.limit, with_private=self.with_private)
        for key in self.addresses.keys() & self.contents.members.keys():
            self.contents.members[key].record.email = self.addresses[key]
        self.source = (
            source_named(self.archive, self.name) if self.name else source_of(self.contents, self.archive)
        )
        self.forum = old_forum(self.source, self.contents)
        self.members = import_members(self.archive, self.forum, self.contents, self.report)
        self.plan = make_plan(self.source, self.contents)
        named = {**self.archive.categories(), **self.categories}
        new = self.contents.category_of.keys() - self.plan.written_topics
        needed = {self.contents.category_of[topic] for topic in new}
        self.boards = import_boards(
            self.archive, self.forum, named, self.contents, needed, self.parent, self.report
        )
        # Once: whoever turns it off again shall not find it on after the next import.
        if self.contents.has_bbcode and not self.plan.written_posts:
            self.turn_on_bbcode()
        self.tags = (
            import_tags(self.archive, self.forum, self.contents, self.report) if self.with_tags else {}
        )
        self.report.missing = self.contents.missing()
        due = self.contents.topic_of.keys() - self.plan.written_posts
        if due or not self.plan.written_posts:
            warnings.pass_on(self.report, {self.contents.topic_of[post] for post in due})
        return len(due)

    def turn_on_bbcode(self) -> None:
        """Let members go on writing as they are used to. What they wrote before is Markdown when it gets here."""
        if not SiteSettings.current().reads_bbcode:
            SiteSettings().change(reads_bbcode=True)
            self.report.count("bbcode")

    def run(self, progress: Callable[[int], object]) -> None:
        """`progress` is called after each transaction with the number of posts that it stored."""
        options = SiteSettings.current().markup_options
        maker = DraftMaker(
            self.archive, self.references(), self.plan, self.contents.topic_of, self.report, options
        )
        writer = TopicWriter(self.archive, self.forum, self.members, self.boards, self.tags, self.report)
        # What is odd about the records was reported at the first reading.
        topics = topics_of(self.archive, PendingWarnings(), with_private=self.with_private)
        drafts = render_drafts(maker.drafts(topics), maker.mentioned, self.report, options)
        for batch in transaction_batches(drafts):
            writer.write(batch)
            progress(sum(len(draft.posts) for draft in batch))

    def references(self) -> References:
        boards, tags = Board.objects.in_bulk(self.boards.values()), Tag.objects.in_bulk(self.tags.values())
        posts = {place: self.plan.posts[post] for place, post in self.contents.posts.items()}
        return References(
            host=main_host(self.contents),
            hosts=frozenset(self.contents.hosts),
            members=local_names(self.contents, self.members),
            posts=posts,
            first_posts=first_posts(self.contents, self.plan),
            ids=self.plan.posts,
            topic_of=self.contents.topic_of,
            boards={there: boards[here].get_absolute_url() for there, here in self.boards.items()},
            tags={name.casefold(): tags[pk].get_absolute_url() for name, pk in self.tags.items()},
        )


def source_of(contents: Contents, archive: Archive) -> str:
    """Under which name the archive's rows are remembered: its host's, as before if it has come before."""
    sources = [source_named(archive, host) for host, _ in contents.hosts.most_common()]
    known = Import.objects.filter(source__in=sources).values_list("source", flat=True).first()
    return known or (sources[0] if sources else source_named(archive, archive.path.resolve().name))


def source_named(archive: Archive, name: str) -> str:
    return f"{archive.software}:{name}"[:80]


def old_forum(source: str, contents: Contents) -> OldForum:
    named = source.partition(":")[2].casefold()
    host = named if "." in named else main_host(contents)
    return OldForum.objects.get_or_create(source=source, defaults={"host": host.removeprefix("www.")[:80]})[0]


def main_host(contents: Contents) -> str:
    return max(contents.hosts.items(), key=lambda item: (item[1], item[0]), default=("", 0))[0]


def first_posts(contents: Contents, plan: IdPlan) -> dict[int, Target]:
    """The first post that each topic has here: a link to a topic leads there."""
    targets: dict[int, Target] = {}
    for (topic, _number), post in sorted(contents.posts.items()):
        if topic not in targets:
            # A link is read by others than those who may read what it leads to.
            private = _("a private conversation") if topic in contents.private else ""
            words = private or topic_title(contents.titles[topic])[0]
            targets[topic] = Target(plan.posts[post], link_text(words))
    return targets


def transaction_batches(drafts: Iterator[TopicDraft]) -> Iterator[list[TopicDraft]]:
    batch: list[TopicDraft] = []
    size = 0
    for draft in drafts:
        batch.append(draft)
        size += len(draft.posts)
        if size >= POSTS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
