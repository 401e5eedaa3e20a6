from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.contrib.messages.storage.base import Message
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext

from accounts.models import Reader, User
from forum.boards.group_settings import GroupTitle
from forum.follows.models import Follow
from forum.jobs.queue import FAILED
from forum.markup.link_cards import Card, with_cards
from forum.markup.remote_pictures import with_copies, without_loading
from forum.moderation.acts import Act
from forum.moderation.member_acts import MEMBER, suspend
from forum.moderation.warning_acts import may_warn_for
from forum.pages.link_cards.cards import cards_of
from forum.pages.members.facts import role_of
from forum.pages.posts.author_facts import facts_of
from forum.pages.posts.extras import PageExtras, PostExtras, extras_of
from forum.posts import rules, wiki_posts
from forum.posts.models import Post, Solution
from forum.posts.pending_edits import PendingEdit
from forum.posts.posts_for_page import first_seen_by
from forum.posts.team_messages import is_author, name_writers
from forum.reactions.rules import can_react
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings
from forum.topics import rules as topic_rules
from forum.topics.models import Topic


@dataclass
class PostRow:
    """A post as one reader sees it: the post, and what they may do with it."""

    post: Post
    reader: Reader
    topic: Topic
    site: SiteSettings
    author_count: int  # of the author's posts, those that the reader sees
    is_by_moderator: bool = False  # of this board
    relation: str = ""  # the state of the reader's follow of the author, if they follow or ignore them
    extras: PostExtras = field(default_factory=PostExtras)
    is_edited_by_moderator: bool = False  # of this board, who is not the author
    wiki_authors: wiki_posts.Authors | None = None
    cards: Mapping[str, Card] = field(default_factory=dict)  # of links, by the addresses of their pages
    titles: Sequence[GroupTitle] = ()  # of the author's groups
    waiting_edit: PendingEdit | None = None  # of the reader, if it is theirs and waits for approval
    said: list[Message] = field(default_factory=list)  # see forum.pages.messages_beside_posts

    @cached_property
    def html(self) -> str:
        """What the post says, with cards in the place of links that have some, and copies of other sites' pictures."""
        html = with_copies(with_cards(self.post.html, self.cards), self.extras.pictures)
        return html if self.site.remote_images == RemoteImages.LOADED else without_loading(html)

    @property
    def fetches_pictures(self) -> bool:
        """Whether it shows links to the reader, its author, for pictures that the forum still tries to copy."""
        return self.site.remote_images == RemoteImages.COPIED and bool(self.extras.uncopied - {FAILED})

    @property
    def lacks_pictures(self) -> bool:
        """The same of pictures that could not be had."""
        return self.site.remote_images == RemoteImages.COPIED and FAILED in self.extras.uncopied

    @property
    def is_ignored(self) -> bool:
        return self.relation == Follow.State.MUTED

    @property
    def is_followed(self) -> bool:
        return self.relation == Follow.State.FOLLOWING

    @property
    def is_folded(self) -> bool:
        """Only its line shows; what is removed has no more than a line anyway."""
        return self.is_ignored and (self.can_read or not self.post.is_removed)

    @property
    def role(self) -> str:
        """The word beside the post."""
        return role_of(self.post.author, moderates=self.is_by_moderator)

    @property
    def author_posts(self) -> str:
        return posts_in_words(self.author_count, get_language())

    @cached_property
    def can_read(self) -> bool:
        return rules.can_read(self.reader, self.post)

    @cached_property
    def can_edit(self) -> bool:
        return rules.can_edit(self.reader, self.post, self.site)

    @property
    def is_edited_here(self) -> bool:
        """Whether editing is among the acts below the post, not in its menu: one's own posts, and wiki posts."""
        is_own = is_author(self.reader, self.post)
        return self.can_edit and not self.post.is_removed and (is_own or self.post.is_wiki)

    @property
    def can_tick(self) -> bool:
        """Whether the reader may tick the task boxes, if the post has any."""
        is_own = self.post.author_id == self.reader.pk and "task-box" in self.post.html
        return is_own and not self.post.is_removed and self.can_edit

    @cached_property
    def can_react(self) -> bool:
        return can_react(self.reader, self.post)

    @cached_property
    def can_remove(self) -> bool:
        return rules.can_remove(self.reader, self.post)

    @cached_property
    def can_restore(self) -> bool:
        return rules.can_restore(self.reader, self.post)

    @cached_property
    def can_see_reason(self) -> bool:
        """Moderators do, and the author of what was removed since authors are told reasons."""
        return self.can_read or (self.reads_own_removed and self.post.is_withheld is not None)

    @cached_property
    def reads_own_removed(self) -> bool:
        return self.post.is_removed and rules.can_read_own_removed(self.reader, self.post)

    @cached_property
    def can_moderate(self) -> bool:
        return rules.can_moderate(self.reader, self.post)

    @cached_property
    def suspending(self) -> Act[User] | None:
        """The act, if the reader may suspend the author."""
        author = self.post.author
        return suspend if author.closed_at is None and MEMBER.allows(self.reader, author) else None

    @cached_property
    def can_warn(self) -> bool:
        return self.can_moderate and may_warn_for(self.reader, self.post)

    @cached_property
    def can_see_history(self) -> bool:
        return rules.has_history(self.reader, self.post, self.site)

    @cached_property
    def can_change_wiki(self) -> bool:
        return rules.can_change_wiki(self.reader, self.post, self.site)

    @cached_property
    def is_solution(self) -> bool:
        return self.topic.is_solved and solution_of(self.topic) == self.post.pk

    @cached_property
    def can_solve(self) -> bool:
        """Whether the reader may make it the solution, or say that it is not."""
        if not rules.can_be_solution(self.post):
            return False
        may = topic_rules.can_reopen if self.is_solution else topic_rules.can_solve
        return may(self.reader, self.topic)


@lru_cache(1_000)
def posts_in_words(n: int, _language: str) -> str:
    return ngettext("%(n)s post", "%(n)s posts", n) % {"n": n}


def solution_of(topic: Topic) -> int | None:
    """The post that solved the topic, without a query if it was read with the topic."""
    solution: Solution | None = getattr(topic, "solution", None)
    return solution.post_id if solution else None


def post_rows(
    reader: Reader,
    topic: Topic,
    posts: Iterable[Post],
    site: SiteSettings,
    extras: PageExtras | None = None,
) -> list[PostRow]:
    """The rows of these posts of the topic, in one query however many they are, and those for `extras`.

    Wiki posts take two more, for all of them, and cards of links one.
    """
    posts = list(posts)
    hanging = (extras or extras_of(reader, topic, posts)).posts
    writers = {post.author for post in posts} | {post.edited_by for post in posts if post.edited_by}
    facts = facts_of(reader, topic.board_id, writers, site)
    wiki_authors = wiki_posts.authors_of(posts)
    cards = cards_of(posts, site)
    # The rules and addresses ask each post for its topic, which would be a query for each.
    first = first_seen_by(reader, topic)
    for post in posts:
        post.topic = topic
        if first > 1 and post.reply_to and post.reply_to.number < first:
            post.reply_to = None  # whoever came later to a conversation is not told whom it answers
    name_writers(reader, topic, posts)
    return [
        PostRow(
            post,
            reader,
            topic,
            site,
            facts.post_counts.get(post.author_id, 0),
            post.author_id in facts.moderators,
            facts.relations.get(post.author_id, ""),
            hanging.get(post.pk, PostExtras()),
            is_edited_by_moderator(post, facts.moderators),
            wiki_authors.get(post.pk),
            cards,
            facts.titles.get(post.author_id, ()),
        )
        for post in posts
    ]


def is_edited_by_moderator(post: Post, moderators: Collection[int]) -> bool:
    editor = post.edited_by
    if editor is None or editor.pk == post.author_id:
        return False
    return editor.is_forum_staff or editor.pk in moderators
