"""Pictures of other sites: which are copied, which could not be had and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.admin.base import count_of
from forum.admin.jobs import MOST, QueueAdmin
from forum.admin.posts_with import newest_posts, post_link
from forum.remote_pictures.models import RemotePicture, shown_uses
from forum.remote_pictures.purging import fetch_again, remove


@admin.register(RemotePicture)
class RemotePictureAdmin(QueueAdmin):
    final_states: tuple[tuple[str, Any], ...] = (("copied", _("Copied")), ("removed", _("Removed")))
    list_display = ("address", "outcome", "shown_in", "copy_size", "attempts", "age", "short_error")
    search_fields = ("address",)
    fields = (
        "address", "wanted_by", "outcome", "newest", "copy_size", "attempts", "created_at", "due_at", "done_at",
        "error",
    )  # fmt: skip
    readonly_fields = ("outcome", "newest", "copy_size")
    actions = ("retry", "remove")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RemotePicture]:
        newest = shown_uses().order_by("-post_id").values("post_id")[:1]
        rows = super().get_queryset(request)
        return rows.annotate(use_count=count_of(shown_uses()), newest_use=Subquery(newest))

    @admin.display(description=_("shown in"))
    def shown_in(self, picture: Any) -> SafeString | str:
        """The newest post, and how many others: a list asks for each no more than that."""
        link = post_link(picture.newest_use) if picture.use_count else ""
        others = ngettext("and %(count)d more", "and %(count)d more", picture.use_count - 1)
        words = others % {"count": picture.use_count - 1}
        return format_html("{} {}", link, words) if picture.use_count > 1 else link

    @admin.display(description=_("shown in"))
    def newest(self, picture: RemotePicture) -> SafeString:
        return newest_posts(picture.uses.all())

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
