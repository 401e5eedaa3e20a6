from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumAdminConfig(AppConfig):
    name = "forum.admin"
    label = "forum_admin"  # "admin" is Django's own
    verbose_name = _("Administration")
    default_auto_field = "django.db.models.BigAutoField"
