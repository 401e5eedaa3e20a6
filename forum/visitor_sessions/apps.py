from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitorSessionsConfig(AppConfig):
    name = "forum.visitor_sessions"
    verbose_name = _("Visitors’ sessions")
    default_auto_field = "django.db.models.BigAutoField"
