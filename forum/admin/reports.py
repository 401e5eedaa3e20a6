"""The reasons that the form to report offers, and all reports there were. They are acted on in the queue."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.admin.base import POST_TEXTS, ListAdmin, ReadOnlyAdmin, ShownRows, count_of
from forum.moderation.log import moderates_members
from forum.moderation.models import SavedText
from forum.reports.models import Report, Reporting, ReportReason


@admin.register(ReportReason)
class ReportReasonAdmin(ListAdmin):
    list_display = ("words", "position")
    sortable_by = ()
    ordering = ("position", "pk")
    fields = ("words", "position")


@admin.register(SavedText)
class SavedTextAdmin(ListAdmin):
    list_display = ("words", "use", "position")
    list_filter = ("use",)
    sortable_by = ()
    ordering = ("position", "pk")
    fields = ("use", "words", "is_spam", "position")


class ReportingsInline(ShownRows):
    model = Reporting
    fields = ("member", "reason", "words", "created_at")
    readonly_fields = fields


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Those alone about what one moderates oneself."""

    list_display = ("thing", "reporter_count", "opened_at", "outcome", "closed_by", "closed_at")
    list_filter = ("outcome",)
    list_select_related = ("post__topic", "topic", "member", "closed_by")
    sortable_by = ()
    ordering = ("-opened_at", "-pk")
    fields = ("thing", "opened_at", "outcome", "answer", "closed_by", "closed_at")
    readonly_fields = fields
    inlines = (ReportingsInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        # Each names one thing, so that no join doubles it; who reported it is counted of the rows on the page alone.
        seen = Report.objects.visible_to(request.user, sees_members=moderates_members(request.user))
        counted = seen.annotate(reporters=count_of(Reporting.objects.filter(report=OuterRef("pk"))))
        return counted.order_by(*self.get_ordering(request)).defer(*POST_TEXTS)

    @admin.display(description=_("reported by"))
    def reporter_count(self, report: Report) -> int:
        count: int = getattr(report, "reporters", 0)
        return count
