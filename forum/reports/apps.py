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
        from forum.reports import closing, outcomes

        kinds.register(outcomes.OUTCOME)
        handlers.on("post.withdrawn", closing.close_withdrawn)
        handlers.on(closing.CLOSED, outcomes.tell_reporters)
        closing_accounts.FORGETTING.append(closing.forget_reporter)
