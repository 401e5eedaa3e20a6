from django.contrib import admin
from django.db.models import F

from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from forum.web.admin.reading import Listing


@admin.register(Tag)
class TagAdmin(Listing):
    """The tags that members choose among. Deleting one takes it off its topics, which stay."""

    list_display = ("name", "slug", "description", "follower_count")
    sortable_by = ()
    ordering = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        SiteSettings.bump()

    def delete_model(self, request, obj):
        # Visitors' pages are kept by the version of their topic, and these show the tag.
        topics = list(obj.topics.values_list("pk", flat=True))
        super().delete_model(request, obj)
        Topic.objects.filter(pk__in=topics).update(version=F("version") + 1)
        SiteSettings.bump()

    def has_delete_permission(self, request, obj=None):
        # One at a time, so that each goes with what shows it.
        return super().has_delete_permission(request, obj) and obj is not None
