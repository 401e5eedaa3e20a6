from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
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
        from forum.pages.accounts import sign_in_limits

        consequences.register()
        sign_in_limits.install()
