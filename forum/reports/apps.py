from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "forum.reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.members import closing_accounts
        from forum.notifications import kinds
        from forum.reports import closing, hiding, outcomes

        kinds.register(outcomes.OUTCOME)
        kinds.register(hiding.HIDDEN)
        handlers.on("post.reported", hiding.hide_if_reported)
        handlers.on("post.edited", hiding.show_if_edited)
        handlers.on(closing.CLOSED, outcomes.tell_reporters)
        closing_accounts.FORGETTING.append(closing.forget_reporter)
