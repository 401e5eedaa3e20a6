from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.topics.models import Topic

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LONGEST_QUESTION, LONGEST_OPTION = 200, 120


class Poll(models.Model):
    """A question with options to choose among, in the first post of its topic.

    Its counters change under the lock of its own row, never of the topic's: a vote waits for no reply, and nobody who
    writes waits for votes.
    """

    class Results(models.TextChoices):
        ALWAYS = "always", _("Always")
        AFTER_VOTING = "voted", _("After voting")
        AT_THE_END = "end", _("When the poll has ended")

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="poll")
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION, blank=True)
    most_choices = models.PositiveSmallIntegerField(default=1)  # options of one vote
    ends_at = models.DateTimeField(_("ends"), null=True)
    results = models.CharField(_("results"), max_length=10, choices=Results, default=Results.ALWAYS)
    # Nobody is ever shown who voted for what: not the starter, not moderators, not administrators.
    is_secret = models.BooleanField(default=True)
    is_final = models.BooleanField(default=False)  # a vote cannot be changed
    voter_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)  # raised by whatever changes what readers are shown
    # Of what it asks and lets choose, as a post has one: whoever changes an earlier one than the present is told so.
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.question}"

    @property
    def has_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def takes_several(self) -> bool:
        return self.most_choices > 1

    def change(self, **changes: Any) -> None:
        """Save these fields and raise the version; the caller has locked the row."""
        for field, value in changes.items():
            setattr(self, field, value)
        self.version = F("version") + 1
        self.save(update_fields=[*changes, "version"])
        self.refresh_from_db(fields=[*changes, "version"])


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("option"), max_length=LONGEST_OPTION)
    vote_count = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1, db_default=1)  # of the poll, since which it says this

    class Meta:
        verbose_name = _("option of a poll")
        verbose_name_plural = _("options of polls")
        ordering = ("position",)
        constraints = [models.UniqueConstraint("poll", "position", name="poll_option_once")]

    def __str__(self) -> str:
        return self.text


class PollRevision(models.Model):
    """What a poll said before somebody changed it."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True)
    options = models.JSONField(_("options"))  # their texts
    # Who changed it then, and when.
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("earlier version of a poll")
        verbose_name_plural = _("earlier versions of polls")
        constraints = [models.UniqueConstraint("poll", "number", name="poll_revision_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}, {self.number}"


class Ballot(models.Model):
    """That a member has voted. It outlives their account without saying whose it was, so that the result stays.

    It is kept of a secret poll too, for a vote can be changed and is shown to whoever cast it; no page, no list of the
    admin and no export reads it for anybody else.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots", db_index=False)
    member = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint("poll", "member", name="ballot_once", condition=Q(member__isnull=False))
        ]
        indexes = [models.Index(fields=["poll"], name="ballot_poll")]

    def __str__(self) -> str:
        return str(self.pk)  # nothing that would tell anything


class Vote(models.Model):
    """One option that was chosen on a ballot."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes", db_index=False)
    option = models.ForeignKey(PollOption, models.CASCADE, related_name="votes")

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint("ballot", "option", name="vote_once")]

    def __str__(self) -> str:
        return str(self.pk)
