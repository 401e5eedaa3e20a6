from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemberExportsConfig(AppConfig):
    name = "forum.member_exports"
    verbose_name = _("Exports of members")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.member_exports import asking, export_notification, making
        from forum.members import closing_accounts
        from forum.notifications import kinds

        kinds.register(export_notification.READY)
        handlers.on(asking.JOB, making.make_export)
        handlers.on("day.began", making.delete_expired)
        closing_accounts.FORGETTING.append(making.forget_exports)
