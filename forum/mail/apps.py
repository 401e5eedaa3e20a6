from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "forum.mail"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.mail import (
            account_mail,
            composing,
            event_mail,
            follow_confirmation,
            overflow_mail,
            post_mail,
        )
        from forum.mail.channel import MailChannel
        from forum.mail.digest_kinds import DIGEST, OVERFLOW
        from forum.mail.digests import content
        from forum.notifications import channels, kinds

        channels.register(MailChannel())
        kinds.register(DIGEST)
        kinds.register(OVERFLOW)
        composing.register("post", post_mail.compose)
        composing.register("event", event_mail.compose)
        composing.register("digest", content.compose)
        composing.register("overflow", overflow_mail.compose)
        composing.register("confirm", follow_confirmation.compose)
        composing.register(account_mail.KIND, account_mail.compose)
