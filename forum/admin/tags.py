"""The tags that members choose among."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.base import ListAdmin
from forum.admin.name_forms import AddressedForm
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic


@admin.register(Tag)
class TagAdmin(ListAdmin):
    """The tags that members choose among. Deleting one takes it off its topics, which stay."""

    form = AddressedForm
    list_display = ("name", "web_address", "description", "follower_count")
    sortable_by = ()
    ordering = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description")

    @admin.display(description=gettext_lazy("web address"))
    def web_address(self, tag: Tag) -> str:
        return tag.slug

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        SiteSettings.bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        # Visitors' pages are kept by the version of their topic, and these show the tag.
        topics = list(obj.topics.values_list("pk", flat=True))
        super().delete_model(request, obj)
        Topic.objects.filter(pk__in=topics).update(version=F("version") + 1)
        SiteSettings.bump()

    def get_deleted_objects(
        self, objs: QuerySet[Tag] | Sequence[Tag], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        # Stock would name each topic and each follower, those too who do not want to be shown.
        counts = {
            _("topics you can see with this tag"): Topic.objects.visible_to(request.user)
            .filter(tags__in=objs)
            .count(),
            _("members who follow it"): sum(tag.follower_count for tag in objs),
        }
        return [str(tag) for tag in objs], counts, set(), []
