from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountMergingConfig(AppConfig):
    name = "forum.account_merging"
    verbose_name = _("Merging accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.account_merging import merging
        from forum.jobs import handlers
        from forum.member_exports import parts
        from forum.moderation import acts

        acts.register(merging.merging)
        parts.leave_out(
            "account_merging.ArchivedAddress", "A keyed hash of an address in an archive: nobody can read it."
        )
        handlers.on(merging.JOB, merging.index_slice)
