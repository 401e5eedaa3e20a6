from typing import Self, cast

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import markup
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.posts.notifiable import is_notifiable_to, is_readably_notifiable_to
from forum.posts.page_numbers import PER_PAGE, page_of, page_query
from forum.posts.pending_edits import PendingEdit  # noqa: F401
from forum.posts.revisions import LONGEST_EDIT_REASON
from forum.posts.team_messages import TeamMessage  # noqa: F401
from forum.site.page_addresses import page_address
from forum.topics import participants, rules
from forum.topics.models import Tag, Topic
from forum.topics.rules import is_allowed


def is_visible_to(reader: Asker, at: str = "") -> Q:
    """What `visible_to` asks, of posts to which the path `at` leads from the rows of a query.

    What is withheld administrators alone read.
    """
    permissions = permissions_of(reader)
    sees, moderates = (is_allowed(permissions, verb, f"{at}topic__") for verb in ("see", "moderate"))
    if permissions.boards("moderate") and not permissions.reader.is_superuser:
        moderates &= ~Q(**{f"{at}is_withheld": True}) & ~Q(**{f"{at}topic__is_withheld": True})
    return (sees & Q(**{f"{at}removed_at": None, f"{at}topic__removed_at": None})) | moderates


class PostQuerySet(models.QuerySet["Post"]):
    def placed_for(self, reader: Asker) -> Self:
        """Posts in topics that the reader sees, removed ones too: their place shows, their text does not."""
        return self.filter(rules.is_visible_to(reader, "topic__"))

    def visible_to(self, reader: Asker) -> Self:
        """Posts whose text the reader may read."""
        return self.filter(is_visible_to(reader))

    def readable_by(self, reader: Asker) -> Self:
        """The same, and those that stand in the reader's conversations: for what asks of one post, and no list."""
        spoken = participants.sees_in_conversation(reader) & Q(removed_at=None, topic__removed_at=None)
        return self.filter(is_visible_to(reader) | spoken)

    def readably_placed_for(self, reader: Asker) -> Self:
        """As `placed_for`, and those in the reader's conversations."""
        return self.filter(rules.is_visible_to(reader, "topic__") | participants.sees_in_conversation(reader))

    def on_boards(self) -> Self:
        """All but messages in conversations: for what is shown to administrators, counted, or told to anybody."""
        return self.filter(topic__board__isnull=False)

    def not_removed(self) -> Self:
        return self.filter(removed_at=None)

    def notifiable_to(self, member: Asker) -> Self:
        """Posts of others that stand, that the member may see, and that nothing they have muted keeps from them."""
        return self.filter(is_notifiable_to(member))

    def readably_notifiable_to(self, member: Asker) -> Self:
        """The same, and those in the member's conversations: for the bell and for single mails, and no list."""
        return self.filter(is_readably_notifiable_to(member))

    def page(self, number: int, per_page: int = PER_PAGE) -> Self:
        """The posts of one page, by number: page 5,000 costs no more than page 1."""
        first = (number - 1) * per_page + 1
        return self.filter(number__gte=first, number__lt=first + per_page).order_by("number")

    def shown(self) -> Self:
        """With what a page shows of a post, but for people, who are read by `posts_for_page`."""
        return self.select_related("reply_to").defer("reply_to__source", "reply_to__html", "reply_to__text")


class Hiding(models.IntegerChoices):
    """Whether reports have hidden a post: removed by nobody, until its author or a moderator brings it back."""

    NEVER = 0
    HIDDEN = 1
    EDITED = 2  # shown again, for its author has edited it; that is done once
    CHECKED = 3  # a moderator has decided


class Post(models.Model):
    """A post in a topic. Its HTML and plain text are made once, when it is written."""

    # Without an index of its own: that of the constraint below begins with the topic.
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("topic")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    author = models.ForeignKey(
        User, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("author")
    )
    reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name=_("reply to")
    )
    source = models.TextField(_("text"))
    html = models.TextField(editable=False)
    text = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(editable=False, default=0)
    is_plain = models.BooleanField(_("shown as plain text"), editable=False, default=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    key = models.CharField(max_length=64, null=True, editable=False)
    ip = models.GenericIPAddressField(_("IP address"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("version"), default=1, editable=False)
    # Of the revisions counted above, those whose earlier text was not kept; see `revising`.
    merged_count = models.PositiveIntegerField(default=0, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    edited_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    edit_reason = models.CharField(
        _("reason for the edit"),
        max_length=LONGEST_EDIT_REASON,
        blank=True,
        editable=False,
        default="",
        db_default="",
    )
    # Since when every member who may reply may edit it, and by whom it was opened.
    wiki_at = models.DateTimeField(_("wiki post since"), null=True, editable=False)
    wiki_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, db_index=False, related_name="+"
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Whether its author may not read it either; None where they removed it, or before they were told reasons.
    is_withheld = models.BooleanField(null=True, editable=False)
    # Since when nothing is left of it but the line in its place; it was removed before.
    erased_at = models.DateTimeField(_("deleted for good"), null=True, editable=False)
    hiding = models.PositiveSmallIntegerField(
        choices=Hiding, default=Hiding.NEVER, db_default=Hiding.NEVER, editable=False
    )

    written_by_id: int | None = None  # whose files it shows, while it is being written

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint("topic", "number", name="post_number_once"),
            models.UniqueConstraint("author", "key", condition=Q(key__isnull=False), name="post_key_once"),
        ]
        indexes = [
            models.Index(fields=["author", "-created_at"], name="post_author"),
            # Whether any were rendered by an older version is asked of a million posts.
            models.Index(fields=["markup_version"], name="post_markup_version"),
            models.Index(
                fields=["-removed_at", "-id"], name="post_removed", condition=Q(removed_at__isnull=False)
            ),
            # All that is asked of a post to tell whether it is unread: lists count them without reading any post.
            models.Index(
                # The last for SQLite, which would read the post to see what the condition says.
                fields=["topic", "number", "author", "created_at", "removed_at"],
                name="post_unread",
                condition=Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.topic}"

    def get_absolute_url(self) -> str:
        return page_address("post", self.pk)

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether it was deleted for good: there is no text any more."""
        return self.erased_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether it is removed because members have reported it, and nobody has decided yet."""
        return self.is_removed and self.hiding == Hiding.HIDDEN

    @property
    def is_removed_by_author(self) -> bool:
        return self.is_removed and self.removed_by_id == self.author_id

    @property
    def is_wiki(self) -> bool:
        return self.wiki_at is not None

    @property
    def is_edited_by_another(self) -> bool:
        return self.edited_by_id is not None and self.edited_by_id != self.author_id

    @property
    def is_first(self) -> bool:
        return self.number == 1

    def anchor(self) -> str:
        return f"post-{self.pk}"

    def page_address(self, per_page: int = PER_PAGE) -> str:
        """Return the address of the page of its topic that has the post."""
        # On whatever page it stands for whoever is given this address.
        query = f"from={self.number}" if self.number > min(per_page, PER_PAGE) else ""
        if per_page == PER_PAGE:
            query = page_query(page_of(self.number, per_page), per_page)
        return f"{self.topic.get_absolute_url()}{query and '?' + query}"

    def address(self, per_page: int = PER_PAGE) -> str:
        """Return the post's address: its topic, the page, and the place on it."""
        return f"{self.page_address(per_page)}#{self.anchor()}"

    def write(self, source: str, rendered: markup.Rendered) -> None:
        """Set the text and what was made of it. The caller saves."""
        self.source, self.html, self.text = source, rendered.html, rendered.text
        self.is_plain, self.markup_version = rendered.plain, markup.VERSION


class Solution(models.Model):
    """The reply that solved its topic. It is kept while that is removed, and counts again when it is restored."""

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="solution")
    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    marked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.post_id}"


class PendingPost(models.Model):
    """A text that waits for a moderator's approval; then it becomes a post, with the next number and that date.

    A reply names its topic, the first text of a topic to be started names the board.
    """

    author = models.ForeignKey(User, models.PROTECT, related_name="pending_posts", verbose_name=_("author"))
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, related_name="pending_posts", verbose_name=_("topic")
    )
    board = models.ForeignKey(
        Board, models.CASCADE, null=True, related_name="pending_posts", verbose_name=_("board")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags"))
    reply_to = models.ForeignKey(
        Post, models.SET_NULL, null=True, related_name="+", verbose_name=_("reply to")
    )
    source = models.TextField(_("text"))
    # For its author and whoever decides. What is published is rendered anew.
    html = models.TextField(_("HTML"), blank=True, default="", db_default="", editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    follow = models.BooleanField(null=True)
    key = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(_("IP address"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reasons = models.JSONField(default=list, editable=False)  # see forum/posts/approval.py
    additions = models.JSONField(default=dict)  # see forum/posts/additions.py
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("post waiting for approval")
        verbose_name_plural = _("posts waiting for approval")
        constraints = [
            models.UniqueConstraint("author", "key", name="pending_post_key_once"),
            models.CheckConstraint(
                condition=Q(topic__isnull=True) ^ Q(board__isnull=True), name="pending_post_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.title or self.topic}"

    @property
    def place(self) -> Topic | Board:
        """Where it will be: the topic, or the board of a new topic. A constraint has it that there is one."""
        return self.topic or cast(Board, self.board)


class PostTotal(models.Model):
    """How many posts of a member are on a board: not removed, in topics that are not."""

    member = models.ForeignKey(User, models.CASCADE, related_name="post_totals", db_index=False)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    post_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("number of posts on a board")
        verbose_name_plural = _("numbers of posts on boards")
        constraints = [models.UniqueConstraint("member", "board", name="post_total_once")]

    def __str__(self) -> str:
        return f"{self.member}, {self.board}: {self.post_count}"
