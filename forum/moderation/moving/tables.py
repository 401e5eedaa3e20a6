"""What is remembered of moved posts and topics: where they are now, and what it takes to undo it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.boards.permissions import Asker
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import is_visible_to


class MergedTopic(models.Model):
    """A topic that has no posts of its own any more. Its address leads to the first of those that it had."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("merged topic")
        verbose_name_plural = _("merged topics")

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.post_id}"


class TopicPointerQuerySet(models.QuerySet["TopicPointer"]):
    def listed_for(self, reader: Asker, board: Board) -> Self:
        """Those on this board that still point, to topics elsewhere which the reader sees."""
        elsewhere = ~Q(topic__board=board) | Q(former__isnull=False)
        seen = is_visible_to(reader, "topic__") & Q(topic__removed_at=None)
        rows = self.filter(seen, elsewhere, board=board, until__gt=timezone.now())
        return rows.select_related("topic__board", "former").order_by("-made_at", "-pk")


class TopicPointer(models.Model):
    """For some days the list of a board says where a topic has gone."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name=_("topic"))
    # The one that was merged into it.
    former = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("until"))

    objects = TopicPointerQuerySet.as_manager()

    class Meta:
        verbose_name = _("pointer to a moved topic")
        verbose_name_plural = _("pointers to moved topics")
        indexes = [models.Index(fields=["board", "until"], name="topic_pointer_listed")]

    def __str__(self) -> str:
        return f"{self.board} → {self.topic}"

    @property
    def title(self) -> str:
        return (self.former or self.topic).title


class UndoFacts(models.Model):
    """What it takes to undo an act besides its log entry. Kept for as long as it can be undone."""

    entry = models.OneToOneField("moderation.LogEntry", models.CASCADE, primary_key=True, related_name="+")
    facts = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("what undoing an act takes")
        verbose_name_plural = _("what undoing acts takes")

    def __str__(self) -> str:
        return str(self.entry_id)


TABLES = (MergedTopic, TopicPointer, UndoFacts)
