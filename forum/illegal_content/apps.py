from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IllegalContentConfig(AppConfig):
    name = "forum.illegal_content"
    verbose_name = _("Illegal content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.illegal_content import (
            alerts,
            case_queue,
            deciding,
            forgetting,
            notice_figures,
            notice_mail,
            objection_queue,
            profile_acts,
        )
        from forum.mail import composing
        from forum.members import closing_accounts
        from forum.moderation import acts, figures, queue

        acts.register(*profile_acts.ACTS)
        figures.register(*notice_figures.FIGURES)
        acts.WHEN_LOGGED.append(deciding.look_again)
        queue.register(case_queue.CASES, objection_queue.OBJECTIONS)
        composing.register(notice_mail.RECEIPT, notice_mail.compose_receipt)
        composing.register(notice_mail.DECISION, notice_mail.compose_decision)
        composing.register(notice_mail.OBJECTION, notice_mail.compose_objection)
        composing.register(alerts.URGENT, alerts.compose_urgent)
        composing.register(alerts.OVERDUE, alerts.compose_overdue)
        closing_accounts.FORGETTING.extend([forgetting.forget_notifier, profile_acts.forget_profiles])
