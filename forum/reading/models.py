from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.topics.models import Tag, Topic


class ReadLine(models.Model):
    """A member has marked as read all that was written before a moment: on a board, with a tag, or everywhere.

    The row stays when that is undone, with the moment that counted before: so that its changes can be told by time.
    """

    member = models.ForeignKey(User, models.CASCADE, related_name="read_lines", db_index=False)
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    former_at = models.DateTimeField(null=True)  # what undoing puts back
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("line up to which all is read")
        verbose_name_plural = _("lines up to which all is read")
        constraints = [
            models.UniqueConstraint("member", "board", name="read_line_board_once"),
            models.UniqueConstraint("member", "tag", name="read_line_tag_once"),
            models.UniqueConstraint(
                "member", condition=Q(board=None, tag=None), name="read_line_everywhere_once"
            ),
            models.CheckConstraint(condition=Q(board=None) | Q(tag=None), name="read_line_of_one_thing"),
        ]
        indexes = [models.Index(fields=["member", "-changed_at"], name="read_line_latest")]

    def __str__(self) -> str:
        return f"{self.member}: {self.board or self.tag or '*'} ({self.at})"


class Period(models.TextChoices):
    """The times for which the replies of topics are counted."""

    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class TopicTally(models.Model):
    """How many replies that stand a topic has got in a period up to now; no row where there are none."""

    # Topics that are filtered by their tally of one period, in the order of an index.
    MOST_FIRST = ("-tallies__replies", "-tallies__topic_id")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="tallies", db_index=False)
    period = models.CharField(max_length=5, choices=Period)
    replies = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("replies of a topic in a period")
        verbose_name_plural = _("replies of topics in a period")
        constraints = [models.UniqueConstraint("topic", "period", name="topic_tally_once")]
        indexes = [models.Index(fields=["period", "-replies", "-topic"], name="topic_tally_most")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.replies} ({self.period})"
