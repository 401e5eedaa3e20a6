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
