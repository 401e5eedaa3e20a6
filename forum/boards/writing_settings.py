"""What a board asks of those who write on it, beside their permissions. A board inside it has settings of its own."""

from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_FIRST_POSTS = 100
MOST_QUIET_DAYS = 10_000
MOST_SLOW_MINUTES = 10_080  # a week


class WritingSettings(models.Model):
    """The columns of a board that say so."""

    approves_topics = models.BooleanField(
        _("new topics wait for approval"),
        default=False,
        db_default=False,
        help_text=_("A moderator reads each before others see it. Those who may skip approval never wait."),
    )
    approves_replies = models.BooleanField(_("replies wait for approval"), default=False, db_default=False)
    approves_first_posts = models.PositiveSmallIntegerField(
        _("first posts that wait for approval"),
        default=0,
        db_default=0,
        blank=True,
        validators=[MaxValueValidator(MOST_FIRST_POSTS)],
        help_text=_(
            "With 2, whatever a member writes here waits until 2 posts of theirs, on any board, were accepted. "
            "0 for none."
        ),
    )

    rules = models.TextField(
        _("rules"),
        blank=True,
        default="",
        db_default="",
        max_length=5_000,
        help_text=_("Markdown. Shown where people write on this board."),
    )
    rules_html = models.TextField(blank=True, default="", db_default="", editable=False)
    slow_minutes = models.PositiveIntegerField(
        _("slow mode: minutes between two posts of a member"),
        default=0,
        db_default=0,
        blank=True,
        validators=[MaxValueValidator(MOST_SLOW_MINUTES)],
        help_text=_("Counted over all topics of the board. 0 for none. Moderators never wait."),
    )

    locks_after_days = models.PositiveIntegerField(
        _("lock topics after so many days without a post"),
        default=0,
        db_default=0,
        blank=True,
        validators=[MaxValueValidator(MOST_QUIET_DAYS)],
        help_text=_(
            "0 to lock none. Pinned topics stay open, and what a moderator unlocks does for as long again."
        ),
    )
    leads_to = models.CharField(
        _("leads to"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_(
            "The address of a page that opens in place of the board, https://example.org/ for instance."
        ),
    )

    class Meta:
        abstract = True
