from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "forum.search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.posts import moving, publishing, storing
        from forum.search.changed_posts import note_changes
        from forum.search.indexing import analyse_before, index_posts, move_posts

        publishing.check_before(analyse_before)
        storing.write_with(index_posts)
        storing.write_with(note_changes)
        moving.move_with(move_posts)
