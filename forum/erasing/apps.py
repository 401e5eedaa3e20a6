from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasingConfig(AppConfig):
    name = "forum.erasing"
    verbose_name = _("Deleting for good")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.erasing import erasing_acts, removal_acts, request_queue
        from forum.jobs import handlers
        from forum.moderation import acts, queue

        acts.register(*removal_acts.ACTS, *erasing_acts.ACTS.values())
        queue.register(request_queue.ERASURE)
        handlers.on(removal_acts.REMOVED, removal_acts.remove_batch)
        handlers.on(removal_acts.RESTORED, removal_acts.restore_batch)
        handlers.on(erasing_acts.JOB, erasing_acts.erase_batch)
        handlers.on("day.began", erasing_acts.erase_leftovers)
