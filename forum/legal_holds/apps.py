from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalHoldsConfig(AppConfig):
    name = "forum.legal_holds"
    verbose_name = _("Legal holds")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.legal_holds import holding
        from forum.posts import moving, revising

        revising.keep_each_version_of(holding.is_held)
        moving.move_with(holding.follow_posts)
