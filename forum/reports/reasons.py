"""The reasons that the form to report offers: the admin's list, or the forum's own while that is empty."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.reports.models import ReportReason

USUAL = (
    _("It’s spam or an advertisement"),
    _("It’s rude or hurtful"),
    _("It’s off topic"),
    _("It gives away private data"),
    _("It may be illegal"),
    _("Something else"),
)


def reasons_offered() -> list[str | Promise]:
    return list(ReportReason.objects.values_list("words", flat=True)) or list(USUAL)
