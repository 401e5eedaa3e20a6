from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from forum.markup import own_host


class PagesConfig(AppConfig):
    name = "forum.pages"
    verbose_name = _("Pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        own_host.set_own_host(urlsplit(settings.FORUM_URL).netloc)
        # These can be imported only once all models are there.
        from forum import consequences
        from forum.database import postgresql_sessions, statistics
        from forum.jobs.handlers import every_minute
        from forum.pages.accounts import sign_in_limits
        from forum.pages.conversations import draft_places
        from forum.pages.store import pruning, triggers

        postgresql_sessions.install()
        consequences.register()
        sign_in_limits.install()
        draft_places.register()
        every_minute(pruning.Pruner().prune)
        # Django says so once for each app with models, as it does for permissions: one is enough.
        one = apps.get_app_config("topics")
        pre_migrate.connect(triggers.before_migrations, sender=one)
        post_migrate.connect(triggers.after_migrations, sender=one)
        post_migrate.connect(statistics.gather_of_new_indexes, sender=one)
