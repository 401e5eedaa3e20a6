"""What members report to the moderators: a post, a topic or a member.

A thing has one open report, however many report it.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

LONGEST_REASON = 100
LONGEST_WORDS = 1_000
Reportable = Post | Topic | User


class ReportReason(models.Model):
    """A reason that the form offers. Reports keep the words, so that changing this changes no report."""

    words = models.CharField(_("reason"), max_length=LONGEST_REASON, unique=True)
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Smaller numbers come first.")
    )

    class Meta:
        verbose_name = _("reason to report")
        verbose_name_plural = _("reasons to report")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.words


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def about(self, thing: Reportable) -> Self:
        return self.filter(**{column_of(thing): thing})

    def about_messages(self) -> Self:
        """Those about messages in conversations, which `visible_to` never finds: they are on no board."""
        return self.filter(post__isnull=False, post__topic__board=None)

    def visible_to(self, reader: Reader, *, sees_members: bool) -> Self:
        """Those on boards that the reader moderates; those about members if they may see to members."""
        permissions = permissions_of(reader)
        on_boards = is_allowed(permissions, "moderate", "post__topic__") | is_allowed(
            permissions, "moderate", "topic__"
        )
        return self.filter(on_boards | Q(member__isnull=False) if sees_members else on_boards)


class Report(models.Model):
    """A thing that was reported, until a moderator has looked at it; then what came of it."""

    class Outcome(models.TextChoices):
        ACTED = "acted", _("acted on")
        DISMISSED = "dismissed", _("dismissed")
        WITHDRAWN = "withdrawn", _("removed by its author")

    post = models.ForeignKey(
        Post, models.CASCADE, null=True, related_name="reports", db_index=False, verbose_name=_("post")
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, related_name="reports", db_index=False, verbose_name=_("topic")
    )
    member = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        related_name="reports_about",
        db_index=False,
        verbose_name=_("member"),
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("closed by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    # What the moderator wrote to those who reported it.
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["post"], name="report_of_post"),
            models.Index(fields=["topic"], name="report_of_topic"),
            models.Index(fields=["member"], name="report_of_member"),
            models.Index(fields=["opened_at", "id"], name="report_opened"),
            models.Index(fields=["opened_at"], name="report_open", condition=Q(closed_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, topic__isnull=True, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=False, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=True, member__isnull=False),
                name="report_about_one_thing",
            ),
            models.UniqueConstraint(
                F("post"), condition=Q(closed_at__isnull=True), name="report_of_post_open_once"
            ),
            models.UniqueConstraint(
                F("topic"), condition=Q(closed_at__isnull=True), name="report_of_topic_open_once"
            ),
            models.UniqueConstraint(
                F("member"), condition=Q(closed_at__isnull=True), name="report_of_member_open_once"
            ),
        ]

    def __str__(self) -> str:
        # A conversation’s title is nobody’s to read but of those who take part.
        return str(_("message in a conversation") if self.is_about_message else self.thing)

    @property
    def is_about_message(self) -> bool:
        return self.post is not None and self.post.topic.is_conversation

    @property
    def thing(self) -> Reportable:
        thing = self.post or self.topic or self.member
        if thing is None:
            raise ValueError(f"Report {self.pk} is about nothing.")  # a constraint has it that there is one
        return thing

    @property
    def title(self) -> str:
        """How the thing is called to those who reported it."""
        if self.member is not None:
            return self.member.name
        topic = self.post.topic if self.post else self.topic
        return topic.title if topic else ""


class Reporting(models.Model):
    """That a member reported it, and why."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="reportings", db_index=False, verbose_name=_("report")
    )
    member = models.ForeignKey(User, models.CASCADE, related_name="reportings", verbose_name=_("member"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    words = models.CharField(_("in their own words"), max_length=LONGEST_WORDS, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)

    class Meta:
        verbose_name = _("reporting")
        verbose_name_plural = _("reportings")
        ordering = ("created_at", "id")
        constraints = [models.UniqueConstraint("report", "member", name="reporting_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.reason}"


def column_of(thing: Reportable) -> str:
    """The column of a report that names such a thing."""
    if isinstance(thing, Post):
        return "post"
    return "topic" if isinstance(thing, Topic) else "member"
