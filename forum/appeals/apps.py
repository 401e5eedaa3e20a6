from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "forum.appeals"
    verbose_name = _("Appeals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.appeals import appeal_figures, appeal_queue, outcomes, sending
        from forum.jobs import handlers
        from forum.mail import composing
        from forum.members import closing_accounts
        from forum.moderation import figures, queue
        from forum.notifications import kinds

        queue.register(appeal_queue.APPEALS)
        figures.register(appeal_figures.APPEALS)
        kinds.register(outcomes.OUTCOME)
        composing.register(outcomes.OUTCOME.name, outcomes.compose)
        handlers.on(outcomes.DECIDED, outcomes.tell_member)
        closing_accounts.FORGETTING.append(sending.forget_appeals)
