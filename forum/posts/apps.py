from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "forum.posts"
    verbose_name = _("Posts")
    default_auto_field = "django.db.models.BigAutoField"
