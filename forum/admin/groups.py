"""Groups of members, to which permissions are given."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from forum.admin.base import ListAdmin
from forum.admin.name_forms import GroupForm, warnings_after_group_rename

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ListAdmin, StockGroupAdmin):
    """Groups carry permissions, so only superusers, who have all of them, hand them out."""

    form = GroupForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            for sentence in warnings_after_group_rename(obj):
                self.message_user(request, sentence, messages.WARNING)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A board whose last grant vanished with its group would fall open to the people of the board above it.
        is_allowed = request.user.is_active and request.user.is_superuser
        return is_allowed and not (obj is not None and obj.grants.exists())
