from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    name = "forum.boards"
    verbose_name = _("Boards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.reserved_names import reserve
        from accounts.shown_names import leave_out_groups
        from forum.boards.group_mentions import is_name_of_group
        from forum.boards.own_groups import groups_of_boards

        reserve(is_name_of_group)
        leave_out_groups(groups_of_boards)
