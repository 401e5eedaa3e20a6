from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignUpConfig(AppConfig):
    name = "forum.sign_up"
    verbose_name = _("Sign-up")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.members import closing_accounts
        from forum.sign_up import keeping_time

        closing_accounts.FORGETTING.append(keeping_time.forget_member)
        handlers.on("day.began", keeping_time.forget_old)
