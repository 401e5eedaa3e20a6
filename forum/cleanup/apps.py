from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CleanupConfig(AppConfig):
    name = "forum.cleanup"
    verbose_name = _("Spam clean-up")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.cleanup import (
            ban_parts,
            beginning,
            confirming,
            content_parts,
            forgetting,
            jobs,
            member_parts,
            parts,
            relations,
            usual_relations,
        )
        from forum.jobs import handlers
        from forum.members import closing_accounts
        from forum.moderation import acts, queue

        parts.register(*content_parts.PARTS, *member_parts.PARTS, *ban_parts.PARTS)
        relations.register(*usual_relations.RELATIONS)
        acts.register(*beginning.ACTS)
        queue.register(confirming.CLEANUPS)
        handlers.on(jobs.BEGUN, jobs.clean_batch)
        handlers.on(jobs.UNDONE, jobs.restore_batch)
        closing_accounts.FORGETTING.append(forgetting.forget_texts)
