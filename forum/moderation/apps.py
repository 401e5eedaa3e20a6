from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "forum.moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.moderation import acts, author_notification, member_acts, post_acts, topic_acts
        from forum.notifications import kinds

        acts.register(*topic_acts.ACTS, *post_acts.ACTS, *member_acts.ACTS)
        kinds.register(author_notification.MODERATED)
        handlers.on("author.moderated", author_notification.notify_author)
