"""By which channels a member wants to be notified of what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.notifications.channels import Channel
from forum.notifications.kinds import Kind

MOST_MAILS = 10


class NotificationPreference(models.Model):
    """What a member has chosen; for kinds not named here, the kind's default holds."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="notification_preference"
    )
    choices = models.JSONField(default=dict)  # {"mention": {"mail": false}}
    is_quiet = models.BooleanField(default=False)
    # Of their own in a day; 0 is as many as come.
    most_mails = models.PositiveSmallIntegerField(default=MOST_MAILS)

    class Meta:
        verbose_name = _("preferences about notifications")
        verbose_name_plural = _("preferences about notifications")

    def __str__(self) -> str:
        return str(self.member)

    @classmethod
    def of(cls, member: User) -> "NotificationPreference":
        """Return the member's row, or an unsaved one with the defaults. No query if it was read with the member."""
        return getattr(member, "notification_preference", None) or cls(member=member)

    def wants(self, kind: Kind, channel: str) -> bool:
        """Whether the member wants this kind by this channel. Quiet means by the bell alone."""
        if kind.is_usual(channel) is None or (self.is_quiet and channel != Channel.BELL):
            return False
        return kind.is_fixed or self.chosen(kind, channel)

    def chosen(self, kind: Kind, channel: str) -> bool:
        """Whether the box is ticked, even if the quiet switch overrules it."""
        return bool(self.choices.get(kind.name, {}).get(channel, kind.is_usual(channel)))

    def choose(self, kind: Kind, channel: str, yes: bool) -> None:
        self.choices = self.choices | {kind.name: self.choices.get(kind.name, {}) | {channel: yes}}
