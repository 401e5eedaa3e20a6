from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BansConfig(AppConfig):
    name = "forum.bans"
    verbose_name = _("Bans")
    default_auto_field = "django.db.models.BigAutoField"
