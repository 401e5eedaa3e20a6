from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncementsConfig(AppConfig):
    name = "forum.announcements"
    verbose_name = _("Announcements")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.announcements import announcement_mail, announcement_notification
        from forum.mail import composing
        from forum.notifications import kinds

        kinds.register(announcement_notification.ANNOUNCEMENT)
        composing.register(announcement_notification.ANNOUNCEMENT.name, announcement_mail.compose)
