from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    name = "forum.attachments"
    verbose_name = _("Attachments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.attachments.post_checks import check_edit, check_files
        from forum.attachments.stray_files import of_attachments, register
        from forum.attachments.uses import note_uses
        from forum.posts import publishing, revising, storing

        register("[0-9a-f][0-9a-f]", of_attachments)
        storing.write_with(note_uses)
        publishing.check_before(check_files)
        revising.check_before(check_edit)
