from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookmarksConfig(AppConfig):
    name = "forum.bookmarks"
    verbose_name = _("Bookmarks")
    default_auto_field = "django.db.models.BigAutoField"
