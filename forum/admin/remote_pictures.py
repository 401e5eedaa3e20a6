"""Pictures of other sites: which are copied, which could not be had and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.admin.jobs import MOST, QueueAdmin
from forum.remote_pictures.models import RemotePicture
from forum.remote_pictures.purging import fetch_again, remove


@admin.register(RemotePicture)
class RemotePictureAdmin(QueueAdmin):
    final_states: tuple[tuple[str, Any], ...] = (("copied", _("Copied")), ("removed", _("Removed")))
    list_display = ("address", "state", "posts", "copy_size", "attempts", "age", "short_error")
    search_fields = ("address",)
    fields = (
        "address", "wanted_by", "state", "posts", "copy_size", "attempts", "created_at", "due_at", "done_at", "error",
    )  # fmt: skip
    readonly_fields = ("posts", "copy_size")
    actions = ("retry", "remove")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RemotePicture]:
        return super().get_queryset(request).annotate(use_count=Count("uses"))

    @admin.display(description=_("posts"))
    def posts(self, picture: Any) -> int:
        count: int = picture.use_count
        return count

    @admin.display(description=_("size"))
    def copy_size(self, picture: RemotePicture) -> str:
        return filesizeformat(picture.size) if picture.size else ""

    @admin.action(description=_("Fetch again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[RemotePicture]) -> None:
        count = sum(fetch_again(picture) for picture in queryset[:MOST])
        words = ngettext(
            "%(count)d picture will be fetched again.", "%(count)d pictures will be fetched again.", count
        )
        self.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Remove the copies and show links"), permissions=["retry"])
    def remove(self, request: HttpRequest, queryset: QuerySet[RemotePicture]) -> None:
        pictures = list(queryset[:MOST])
        for picture in pictures:
            remove(picture)
        words = ngettext(
            "%(count)d picture is a link now.", "%(count)d pictures are links now.", len(pictures)
        )
        self.message_user(request, words % {"count": len(pictures)})
