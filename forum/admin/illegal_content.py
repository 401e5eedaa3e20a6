"""The categories that the form offers, and all reports of illegal content there were. They are decided in the queue."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from forum.admin.base import POST_TEXTS, ListAdmin, ReadOnlyAdmin, ShownRows
from forum.illegal_content.models import Case, Category, Notice
from forum.moderation.log import moderates_members


@admin.register(Category)
class CategoryAdmin(ListAdmin):
    list_display = ("words", "is_urgent", "is_nameless", "position")
    sortable_by = ()
    ordering = ("position", "pk")
    fields = ("words", "is_urgent", "is_nameless", "position")


class NoticesInline(ShownRows):
    model = Notice
    fields = ("number", "category", "explanation", "name", "email", "created_at", "confirmed_at")
    readonly_fields = fields


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Those alone about what one moderates oneself."""

    list_display = ("thing", "category", "opened_at", "outcome", "decided_by", "decided_at")
    list_filter = ("outcome", "is_urgent")
    list_select_related = ("post__topic", "topic", "member", "decided_by")
    sortable_by = ()
    ordering = ("-opened_at", "-pk")
    fields = ("thing", "category", "opened_at", "queued_at", "outcome", "answer", "decided_by", "decided_at")
    readonly_fields = fields
    inlines = (NoticesInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        # Each names one thing, so that no join doubles it: the list reads the newest by their index.
        seen = Case.objects.visible_to(request.user, sees_members=moderates_members(request.user))
        return seen.order_by(*self.get_ordering(request)).defer(*POST_TEXTS)
