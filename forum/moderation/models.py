from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.bans.models import Ban
from forum.boards.models import Board
from forum.moderation.moving import tables as move_tables
from forum.posts.models import Post
from forum.reports.models import Report
from forum.topics.models import Topic


class LogEntry(models.Model):
    """Who did what to whom or what, and why. `act` is the name of an act on what `on` says; `acts.of` finds it.

    Entries are only ever added. `by` is empty where the forum acted automatically.
    """

    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="moderation_log_entries", verbose_name=_("by")
    )
    act = models.CharField(_("act"), max_length=20)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"))
    member = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("member"))
    ban = models.ForeignKey(Ban, models.PROTECT, null=True, related_name="+", verbose_name=_("ban"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # The heading of the rules page that was broken, in its words at that time, and where it is.
    rule = models.CharField(_("rule"), max_length=200, blank=True)
    rule_address = models.CharField(max_length=400, blank=True)
    staff_note = models.CharField(_("note for staff"), max_length=500, blank=True)  # told to nobody else
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+", verbose_name=_("report"))
    step = models.UUIDField(default=uuid4, null=True, editable=False, db_index=True)  # all that one form did
    detail = models.JSONField(_("detail"), default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.by or _('Automatically')}: {self.act} {self.thing}"

    @property
    def is_automatic(self) -> bool:
        return self.by_id is None

    @property
    def moderator(self) -> User:
        """Who did it. Raise ValueError if the forum did it automatically."""
        if self.by is None:
            raise ValueError(f"Nobody did what log entry {self.pk} says.")
        return self.by

    @property
    def on(self) -> str:
        """What was acted on, as a target is named; an entry about a post names its topic, too."""
        if self.ban_id:
            return "ban"
        if self.member_id:
            return "member"
        return "post" if self.post_id else "topic"

    @property
    def thing(self) -> Post | Topic | User | Ban | None:
        thing: Post | Topic | User | Ban | None = getattr(self, self.on)
        return thing


class SavedText(models.Model):
    """A reason or an answer that the owner wrote for moderators to choose. The log keeps the words, filled in."""

    class Use(models.TextChoices):
        REASON = "reason", _("reason for an act")
        ANSWER = "answer", _("answer to a report or an appeal")

    use = models.CharField(_("what it is for"), max_length=10, choices=Use, default=Use.REASON)
    words = models.CharField(
        _("text"),
        max_length=300,
        help_text=_("{member}, {topic}, {board} and {rule} are replaced by what it is about."),
    )
    is_spam = models.BooleanField(
        _("counts as spam"),
        default=False,
        db_default=False,
        help_text=_("Of reasons: what is removed or rejected for it teaches the spam filter."),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Smaller numbers come first.")
    )

    class Meta:
        verbose_name = _("saved reason or answer")
        verbose_name_plural = _("saved reasons and answers")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.words


class QueueAssignment(models.Model):
    """Who looks at an item of the queue; `source` and `item` say which, as `queue.TABLE` names it."""

    source = models.CharField(max_length=20)
    item = models.BigIntegerField()
    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint("source", "item", name="queue_assignment_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.item}: {self.member}"


class RejectedPost(models.Model):
    """A text that waited for approval and got none, kept for its author to read, and to be put back."""

    author = models.ForeignKey(User, models.CASCADE, related_name="rejected_posts", verbose_name=_("author"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("rejected by"))
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", verbose_name=_("topic"))
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+", verbose_name=_("board"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    source = models.TextField(_("text"))
    reason = models.CharField(_("reason"), max_length=500)
    written_at = models.DateTimeField(_("written"))
    rejected_at = models.DateTimeField(_("rejected"), default=timezone.now)
    facts = models.JSONField(default=dict)  # what else it takes to put it back

    class Meta:
        verbose_name = _("rejected post")
        verbose_name_plural = _("rejected posts")

    def __str__(self) -> str:
        return f"{self.author}: {self.title or self.topic}"


TABLES = (*move_tables.TABLES,)  # those of the room that stand in modules of their own
