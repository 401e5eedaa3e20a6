from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.models import Group

from forum.admin import name_forms
from forum.admin.base import Listing
from forum.admin.name_forms import GroupForm

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Listing, StockGroupAdmin):
    """Groups carry permissions, so only superusers, who have all of them, hand them out."""

    form = GroupForm

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            for sentence in name_forms.after_a_group_is_named(obj):
                self.message_user(request, sentence, messages.WARNING)

    def has_add_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        # A board whose last grant vanished with its group would fall open to the people of the board above it.
        may = request.user.is_active and request.user.is_superuser
        return may and not (obj is not None and obj.grants.exists())
