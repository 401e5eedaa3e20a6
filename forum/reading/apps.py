from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "forum.reading"
    verbose_name = _("Reading")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Before the web processes are forked, so that they share its table.
        import_module("forum.reading.readers_in_memory")
