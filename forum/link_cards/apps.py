from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinkCardsConfig(AppConfig):
    name = "forum.link_cards"
    verbose_name = _("Cards of links")
    default_auto_field = "django.db.models.BigAutoField"
