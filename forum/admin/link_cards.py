"""Cards of links: what was fetched from which page, and why not."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forum.admin.jobs import MOST, QueueAdmin
from forum.admin.posts_with import newest_posts
from forum.link_cards import owner_acts
from forum.link_cards.models import LinkCard

AGAIN = ngettext_lazy(
    "%(count)d page will be fetched again.", "%(count)d pages will be fetched again.", "count"
)
REMOVED = ngettext_lazy("%(count)d card is removed.", "%(count)d cards are removed.", "count")


@admin.register(LinkCard)
class LinkCardAdmin(QueueAdmin):
    """Those alone whose link is in a post that one may read oneself."""

    final_states: tuple[tuple[str, Any], ...] = (("ready", _("Ready")), ("removed", _("Removed")))
    list_display = ("page", "title", "outcome", "short_error", "done_at")
    ordering = ("-pk",)
    search_fields = ("address",)
    actions = ("fetch_again", "remove")
    readonly_fields = ("page", "has_picture", "outcome", "linked_in")
    fieldsets = (
        (None, {"fields": ("page", "title", "description", "has_picture", "outcome", "error", "linked_in")}),
        (_("Fetching"), {"fields": ("wanted_by", "attempts", "created_at", "due_at", "done_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCard]:
        return LinkCard.objects.visible_to(request.user).order_by(*self.get_ordering(request))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("link_cards.change_linkcard")

    @admin.action(description=_("Fetch again"), permissions=["act"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._say(request, AGAIN, owner_acts.fetch_again(queryset[:MOST]))

    @admin.action(description=_("Remove: show a link instead"), permissions=["act"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._say(request, REMOVED, owner_acts.remove(queryset[:MOST]))

    def _say(self, request: HttpRequest, sentence: Any, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, sentence % {"count": count}, level)

    @admin.display(description=_("page"))
    def page(self, card: LinkCard) -> str:
        return card.address

    @admin.display(description=_("linked in"))
    def linked_in(self, card: LinkCard) -> str:
        return newest_posts(card.uses.all())

    @admin.display(description=_("picture"), boolean=True)
    def has_picture(self, card: LinkCard) -> bool:
        return bool(card.stored_as)
