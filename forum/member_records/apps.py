from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemberRecordsConfig(AppConfig):
    name = "forum.member_records"
    verbose_name = _("Member records")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.member_records import networks, notes, watching
        from forum.members import closing_accounts
        from forum.posts import approval

        approval.register(watching.WATCHED)
        handlers.on("post.published", watching.list_published)
        handlers.together(watching.list_published, watching.list_several)
        handlers.on("post.edited", watching.list_edited)
        handlers.on("day.began", networks.purge)
        handlers.on("day.began", notes.forget_removed)
        closing_accounts.FORGETTING.append(networks.forget_networks)
