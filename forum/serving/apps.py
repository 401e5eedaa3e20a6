from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServingConfig(AppConfig):
    name = "forum.serving"
    verbose_name = _("Serving")
    default_auto_field = "django.db.models.BigAutoField"
