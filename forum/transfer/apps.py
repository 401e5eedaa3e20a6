from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "forum.transfer"
    verbose_name = _("Transfer")
    default_auto_field = "django.db.models.BigAutoField"
