from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OwnPagesConfig(AppConfig):
    name = "forum.own_pages"
    verbose_name = _("Pages")
    default_auto_field = "django.db.models.BigAutoField"
