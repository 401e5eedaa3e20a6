from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    name = "forum.polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.polls.making import ADDITION, make_poll, words_of_facts
        from forum.polls.moving import move_poll
        from forum.posts import additions, moving

        moving.move_with(move_poll)
        additions.register(ADDITION, make_poll, words_of_facts)
