from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "forum.backups"
    verbose_name = _("Backups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.backups.warning import OVERDUE
        from forum.notifications import kinds

        kinds.register(OVERDUE)
