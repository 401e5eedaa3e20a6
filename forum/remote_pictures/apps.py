from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemotePicturesConfig(AppConfig):
    name = "forum.remote_pictures"
    verbose_name = _("Pictures of other sites")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.posts import storing
        from forum.remote_pictures.uses import note_uses

        storing.write_with(note_uses)
