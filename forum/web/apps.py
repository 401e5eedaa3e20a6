from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forum.markup import hosts


class WebConfig(AppConfig):
    name = "forum.web"
    verbose_name = _("Web")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        hosts.stand_at(urlsplit(settings.FORUM_URL).netloc)
        # allauth's rooms can be imported only once all models are there.
        from forum.web import tries  # noqa: PLC0415

        tries.install()
