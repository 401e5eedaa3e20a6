from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "forum.notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.notifications import channels, kinds
        from forum.notifications.bell_channel import BellChannel
        from forum.notifications.bookmark_reminders import REMINDER
        from forum.notifications.gathering_reactions import REACTION
        from forum.notifications.moving import move_notifications
        from forum.posts import moving

        channels.register(BellChannel())
        kinds.register(REACTION)
        kinds.register(REMINDER)
        moving.move_with(move_notifications)
