from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.boards.permissions import Asker
from forum.markup.unicode_text import slug_of
from forum.site.name_fields import NameField, UnicodeSlugField
from forum.site.page_addresses import page_address
from forum.site.slugs import LONGEST_KEY, FormerSlug, KeyField, SluggedModel
from forum.topics.board_tags import BoardTags
from forum.topics.orders import ORDERS
from forum.topics.participants import Participant
from forum.topics.read_mark_rows import ReadMark
from forum.topics.rules import is_readable_by, is_visible_on, is_visible_to
from forum.topics.topic_states import TopicStates

PER_PAGE = 30
# Not "at most one post": for that SQLite would take its index on the number of posts, and sort.
UNANSWERED = ~Q(post_count__gt=1) & Q(locked_at=None, removed_at=None)

# By what it is decided who sees a topic. Where an index has them, topics are counted and passed over in it alone.
SEEN_BY = ("removed_at", "merged_at", "erased_at", "is_withheld")


def topic_slug(title: str) -> str:
    return slug_of(title, 60) or "topic"


def topic_address(pk: int, title: str) -> str:
    """Where the topic with this title is read, which is no conversation."""
    return page_address("topic", pk, topic_slug(title))


class Tag(SluggedModel):
    """A word that the people who run the forum have set up for topics of one kind, on whatever board they are."""

    name = NameField(_("name"), max_length=40, unique=True)
    name_key = KeyField(of="name", max_length=LONGEST_KEY, unique=True, editable=False)
    slug = UnicodeSlugField(_("web address"), max_length=60, unique=True, allow_unicode=True)
    description = NameField(_("description"), max_length=300, blank=True)
    follower_count = models.PositiveIntegerField(_("followers"), default=0, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("tag", self.slug)

    def clean(self) -> None:
        super().clean()
        if self.is_taken("name"):
            words = gettext("This name is taken by another tag, or one very much like it is. Choose another.")
            raise ValidationError({"name": words})


class FormerTagSlug(FormerSlug):
    thing = models.ForeignKey(Tag, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("earlier web address of a tag")
        verbose_name_plural = _("earlier web addresses of tags")


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, reader: Asker) -> Self:
        """Topics on boards that the reader may see. Nobody sees those that were merged or deleted for good."""
        return self.filter(is_visible_to(reader))

    def readable_by(self, reader: Asker) -> Self:
        """The same, and the conversations in which the reader takes part: for what asks of one topic, and no list."""
        return self.filter(is_readable_by(reader))

    def on_boards(self) -> Self:
        """All but conversations."""
        return self.filter(board__isnull=False)

    def visible_on(self, board: Board, reader: Asker) -> Self:
        """The same of one board."""
        return self.filter(is_visible_on(reader, board))

    def not_removed(self) -> Self:
        return self.filter(removed_at=None)

    def unanswered(self) -> Self:
        """Those without a reply that can have one."""
        return self.filter(UNANSWERED)

    def solved(self, is_solved: bool = True) -> Self:
        return self.filter(solved_at__isnull=not is_solved)

    def listed(self) -> Self:
        """With all that a row of a list shows, in two queries."""
        return self.select_related("board", "author", "last_poster").prefetch_related("tags")

    def newest_first(self) -> Self:
        return self.sorted_by("activity")

    def sorted_by(self, order: str) -> Self:
        return self.order_by(ORDERS[order], "-id")

    def pinned_first(self) -> Self:
        return self.order_by("-pin_rank", "-last_post_at", "-id")


class Topic(TopicStates):
    """A discussion on a board, or a conversation, which is on none.

    Its counters change in the transaction of what changes them.
    """

    # None for a conversation: `participants.py` says who takes part in it.
    board = models.ForeignKey(
        Board, models.PROTECT, null=True, related_name="topics", db_index=False, verbose_name=_("board")
    )
    # Of a conversation that belongs to them: all who moderate this board see it and answer.
    moderators_of = models.ForeignKey(
        Board, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        User, models.PROTECT, related_name="topics", db_index=False, verbose_name=_("started by")
    )
    title = models.CharField(_("title"), max_length=200)
    tags = models.ManyToManyField(Tag, blank=True, related_name="topics", verbose_name=_("tags"))
    created_at = models.DateTimeField(_("started"), default=timezone.now)

    # The highest number that was given. Removed posts keep theirs, so it never falls.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    follower_count = models.PositiveIntegerField(_("followers"), default=0, editable=False)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    last_post_at = models.DateTimeField(_("last post"), default=timezone.now)
    last_poster = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("last poster")
    )

    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    pinned_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    pinned_until = models.DateTimeField(_("pinned until"), null=True, editable=False)
    is_pinned_everywhere = models.BooleanField(default=False, db_default=False, editable=False)
    # What a board's list is ordered by: the two databases disagree on where a missing pinned_at would stand.
    pin_rank = models.GeneratedField(
        expression=models.Case(models.When(pinned_at__isnull=False, then=1), default=0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # Shown to every reader; what was written before this field was there stays in the log alone.
    locked_reason = models.CharField(_("reason"), max_length=500, blank=True, default="", db_default="")
    slow_minutes = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    slow_until = models.DateTimeField(null=True, editable=False)
    timer = models.JSONField(null=True, editable=False)  # what forum/moderation/timers.py does at that time
    timer_at = models.DateTimeField(null=True, editable=False)
    # While the post that solves it is not removed; which one that is, `Solution` says.
    solved_at = models.DateTimeField(_("solved"), null=True, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # As of a post.
    is_withheld = models.BooleanField(null=True, editable=False)
    # Whether its address says that it is gone: visitors saw it when it was removed, and it was no spam and nothing
    # unlawful.
    is_gone_publicly = models.BooleanField(editable=False, default=False, db_default=False)
    # Since when nobody sees it any more: it was removed, and then deleted for good, with its posts.
    erased_at = models.DateTimeField(_("deleted for good"), null=True, editable=False)
    # All of its posts are in another topic now: `MergedTopic` in forum/moderation says where.
    merged_at = models.DateTimeField(null=True, editable=False)
    # What was noted of its posts' numbers before does not hold any more.
    renumbered_at = models.DateTimeField(null=True, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=Q(board=None) | Q(moderators_of=None), name="topic_of_moderators_is_no_boards"
            ),
        ]
        indexes = [
            models.Index(
                fields=["moderators_of", "-last_post_at", "-id"],
                name="topic_of_moderators",
                condition=Q(moderators_of__isnull=False),
            ),
            models.Index(
                fields=["board", "-pin_rank", "-last_post_at", "-id", *SEEN_BY], name="topic_board_order"
            ),
            models.Index(fields=["board", "-last_post_at", "-id"], name="topic_board_latest"),
            models.Index(fields=["-last_post_at", "-id"], name="topic_latest"),
            models.Index(fields=["timer_at"], name="topic_timer", condition=Q(timer_at__isnull=False)),
            models.Index(
                fields=["pinned_until"], name="topic_pin_ends", condition=Q(pinned_until__isnull=False)
            ),
            models.Index(
                fields=["-pinned_at"], name="topic_pinned_everywhere", condition=Q(is_pinned_everywhere=True)
            ),
            models.Index(fields=["board", "-created_at", "-id"], name="topic_board_started"),
            models.Index(fields=["board", "-post_count", "-id"], name="topic_board_replies"),
            models.Index(fields=["board", "-view_count", "-id"], name="topic_board_views"),
            models.Index(fields=["-created_at", "-id"], name="topic_started"),
            models.Index(fields=["-post_count", "-id"], name="topic_replies"),
            models.Index(fields=["-view_count", "-id"], name="topic_views"),
            models.Index(fields=["author", "-created_at", "-id", "board", *SEEN_BY], name="topic_author"),
            models.Index(fields=["-created_at", "-id"], name="topic_unanswered", condition=UNANSWERED),
            models.Index(
                fields=["-last_post_at", "-id"], name="topic_solved", condition=Q(solved_at__isnull=False)
            ),
            models.Index(
                fields=["-removed_at", "-id"], name="topic_removed", condition=Q(removed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return topic_slug(self.title)

    def get_absolute_url(self) -> str:
        if self.is_conversation:
            return page_address("conversation", self.id, self.slug)
        return topic_address(self.id, self.title)

    @property
    def is_conversation(self) -> bool:
        return self.board_id is None

    @property
    def its_board(self) -> Board:
        """The board, for what is shown and done on boards alone. Raise LookupError of a conversation."""
        if self.board is None:
            raise LookupError(f"Topic {self.pk} is a conversation, and on no board.")
        return self.board

    @property
    def list_address(self) -> str:
        """Where it is listed: on its board, or among a member's conversations."""
        return self.board.get_absolute_url() if self.board else page_address("conversations")

    @property
    def reply_count(self) -> int:
        return max(self.post_count - 1, 0)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_slow(self) -> bool:
        """Whether a member waits between two replies here."""
        return self.slow_minutes > 0 and (self.slow_until is None or self.slow_until > timezone.now())

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None

    @property
    def is_solved(self) -> bool:
        return self.solved_at is not None

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def is_merged(self) -> bool:
        return self.merged_at is not None


TABLES = (BoardTags, Participant, ReadMark)  # those of the room that stand in modules of their own
