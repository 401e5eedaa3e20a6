from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    name = "forum.checks"
    verbose_name = _("Integrity checks")
    default_auto_field = "django.db.models.BigAutoField"
