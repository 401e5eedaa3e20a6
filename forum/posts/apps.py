from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "forum.posts"
    verbose_name = _("Posts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.boards.groups import register_automatic_group
        from forum.posts import (
            approval,
            automatic_groups,
            board_approval,
            group_mentions,
            late_links,
            publishing,
            revising,
        )

        register_automatic_group(automatic_groups.NEW_MEMBERS)
        approval.register(approval.CHECKED, *board_approval.REASONS, late_links.LATE_LINK)
        approval.ALWAYS.append(board_approval.always_waits)
        publishing.check_before(group_mentions.check_submission)
        revising.check_before(group_mentions.check_edit)
