"""What is or was under legal hold. Holds begin and end by the acts on posts, topics and members, which are logged."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from forum.admin.base import POST_TEXTS, ReadOnlyAdmin, member_of
from forum.legal_holds.models import LegalHold


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    """For administrators alone: the evidence says what nobody else may read any more."""

    list_display = ("thing", "reason", "begun_at", "begun_by", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("post__topic", "topic", "member", "begun_by")
    sortable_by = ()
    ordering = ("-pk",)  # as they began
    fields = ("thing", "reason", "begun_at", "begun_by", "lifted_at", "lifted_by", "evidence")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalHold]:
        return super().get_queryset(request).defer(*POST_TEXTS, "evidence")

    def has_view_permission(self, request: HttpRequest, obj: LegalHold | None = None) -> bool:
        return member_of(request).is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
