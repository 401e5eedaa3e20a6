from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemberRecordsConfig(AppConfig):
    name = "forum.member_records"
    verbose_name = _("Member records")
    default_auto_field = "django.db.models.BigAutoField"
