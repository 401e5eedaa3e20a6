from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReactionsConfig(AppConfig):
    name = "forum.reactions"
    verbose_name = _("Reactions")
    default_auto_field = "django.db.models.BigAutoField"
