from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "forum.mail"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.mail.channel import MailChannel
        from forum.mail.kinds import DIGEST, OVERFLOW
        from forum.notifications import channels, kinds

        channels.register(MailChannel())
        kinds.register(DIGEST)
        kinds.register(OVERFLOW)
