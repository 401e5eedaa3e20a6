from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiltersConfig(AppConfig):
    name = "forum.filters"
    verbose_name = _("Filters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.filters import days, words
        from forum.posts import approval, post_text

        post_text.CHANGES.append(words.replaced)
        approval.CHECKS.append(words.check)
        approval.register(words.WORDS)
        approval.WHEN_HELD.append(days.count_held)
