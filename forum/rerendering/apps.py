from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RerenderingConfig(AppConfig):
    name = "forum.rerendering"
    verbose_name = _("Rendering again")
    default_auto_field = "django.db.models.BigAutoField"
