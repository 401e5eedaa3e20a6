"""The ways of telling a member, and which of them they want for what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.notifications.kinds import Kind


class Channel(models.TextChoices):
    """The ways in which a member is told. Preferences and deliveries know no others."""

    BELL = "bell", _("Bell")
    MAIL = "mail", _("Email")


MOST_MAILS = 10


class NotificationPreference(models.Model):
    """Which kinds a member wants to be told of, and how. What is not named here is as the kind has it."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_preference"
    )
    choices = models.JSONField(default=dict)  # {"mention": {"mail": false}}
    is_quiet = models.BooleanField(default=False)
    most_mails = models.PositiveSmallIntegerField(
        default=MOST_MAILS
    )  # of their own in a day; 0 is as many as come

    class Meta:
        verbose_name = _("preferences about notifications")
        verbose_name_plural = _("preferences about notifications")

    def __str__(self):
        return str(self.member)

    @classmethod
    def of(cls, member) -> "NotificationPreference":
        return cls.objects.filter(member=member).first() or cls(member=member)

    def wants(self, kind: Kind, channel: str) -> bool:
        """Whether the member is to be told of this kind in this way. Quiet means: no mail."""
        usual = kind.channels.get(channel)
        if usual is None:
            return False
        if self.is_quiet and channel != Channel.BELL:
            return False
        if kind.is_fixed:
            return True
        return self.chosen(kind, channel)

    def chosen(self, kind: Kind, channel: str) -> bool:
        """What stands in the table of preferences, whether or not the quiet switch overrules it."""
        return bool(self.choices.get(kind.name, {}).get(channel, kind.channels.get(channel, False)))

    def choose(self, kind: Kind, channel: str, yes: bool) -> None:
        self.choices = self.choices | {kind.name: self.choices.get(kind.name, {}) | {channel: yes}}
