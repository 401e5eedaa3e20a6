from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "forum.moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.moderation import acts, member_acts, post_acts, topic_acts

        acts.register(*topic_acts.ACTS, *post_acts.ACTS, *member_acts.ACTS)
