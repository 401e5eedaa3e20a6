from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    name = "forum.importing"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.importing.moving import move_addresses
        from forum.posts import moving

        moving.move_with(move_addresses)
