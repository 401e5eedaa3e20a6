from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "forum.conversations"
    verbose_name = _("Conversations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.conversations.rules import refuse_when_over
        from forum.posts.reply_checks import check_replies

        check_replies(refuse_when_over)
