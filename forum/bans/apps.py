from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BansConfig(AppConfig):
    name = "forum.bans"
    verbose_name = _("Bans")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import forms
        from accounts.sign_up import judging as sign_up
        from forum.bans import judging
        from forum.jobs import handlers
        from forum.posts import publishing
        from forum.sign_up import invitations

        sign_up.register("bans", judging.refuse_attempt)
        invitations.KEPT_OUT.append(judging.is_kept_out)
        forms.NEW_ADDRESS_CHECKS.append(judging.refuse_new_address)
        publishing.check_before(judging.refuse_from_network)
        handlers.on("ban.placed", judging.end_sessions_of_hit)
