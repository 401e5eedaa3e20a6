from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Writers(models.TextChoices):
    """Who may write to a member first. Moderators always may."""

    EVERYBODY = "everybody", _("everybody")
    FOLLOWED = "followed", _("people I follow")
    REGULARS = "regulars", _("members with some posts")
    MODERATORS = "moderators", _("moderators only")


class TeamConversation(models.Model):
    """To whom moderators wrote in a conversation of theirs, and about what: one of these columns says it, or none."""

    topic = models.OneToOneField(
        "topics.Topic", models.CASCADE, primary_key=True, related_name="team_conversation"
    )
    member = models.ForeignKey(User, models.CASCADE, related_name="+")
    post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="+")
    warning = models.ForeignKey("member_records.MemberWarning", models.SET_NULL, null=True, related_name="+")
    report = models.ForeignKey(
        "reports.Report", models.SET_NULL, null=True, related_name="+"
    )  # by the member
    # An act on them or on what they wrote, and so what they appeal against.
    entry = models.ForeignKey("moderation.LogEntry", models.SET_NULL, null=True, related_name="+")
    # Of a text of theirs that waits for approval. The post that it becomes has the same key, and so has a rejected one.
    waiting_key = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("conversation of moderators")
        verbose_name_plural = _("conversations of moderators")

    def __str__(self) -> str:
        return f"{self.member}: {self.topic_id}"


class MessagePreference(models.Model):
    """Who may write to a member. Without a row, everybody."""

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="message_preference")
    writers = models.CharField(
        _("who may write to me"), max_length=10, choices=Writers, default=Writers.EVERYBODY
    )
    posts_needed = models.PositiveIntegerField(
        _("number of posts"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    # Set by those who look after members, never by the member.
    is_under_age = models.BooleanField(_("under age"), default=False)

    class Meta:
        verbose_name = _("preference about messages")
        verbose_name_plural = _("preferences about messages")

    def __str__(self) -> str:
        return str(self.member)

    @classmethod
    def of(cls, member: User) -> "MessagePreference":
        return cls.objects.filter(member=member).first() or cls(member=member)
