"""The list of posts, where they are removed and restored; nobody writes here."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.names import name_key
from forum import markup
from forum.admin.actions import ModerationAdmin
from forum.admin.base import as_id
from forum.admin.topics import BoardFilter
from forum.boards.models import Board
from forum.database.unindexed import UnindexedIn
from forum.moderation.post_acts import POST
from forum.pages.moderation.step_table import SPLIT
from forum.posts import rules
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.rules import is_allowed

EXCERPT = 90  # letters


class PostBoardFilter(BoardFilter):
    path = "topic__board"
    LARGE = 20_000  # posts

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Of a large board the newest posts are found soonest among all; of a small one among its topics."""
        board = as_id(self.value() or "")
        if board and Board.objects.filter(pk=board, post_count__gt=self.LARGE).exists():
            return queryset.filter(UnindexedIn(F("topic__board_id"), [board]))
        return super().queryset(request, queryset)


class RemovedFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("not-removed", _("Not removed")), ("removed", _("Removed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        state = {"not-removed": Q(removed_at=None), "removed": Q(removed_at__isnull=False)}
        return queryset.filter(state.get(self.value() or "", Q()))


class PostList(ChangeList):
    """Reads only the beginning of each text."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Post]:
        posts = super().get_queryset(request, exclude_parameters)
        # Fifty whole texts may be megabytes.
        return posts.defer("source", "html", "text").annotate(beginning=Substr("text", 1, EXCERPT + 1))


@admin.register(Post)
class PostAdmin(ModerationAdmin):
    """Posts on the boards that one moderates."""

    target = POST
    further_steps = (SPLIT,)
    list_display = ("excerpt", "place", "author", "created_at", "sent_from", "state")
    list_filter = (RemovedFilter, PostBoardFilter, "created_at")
    list_select_related = ("topic", "author")
    lookups = ("topic__id__exact", "author__id__exact")
    sortable_by = ()
    ordering = ("-id",)
    search_fields = ("author__username",)
    search_help_text = _("The username of who wrote it, or the post’s number.")
    FIELDS = (
        "topic", "number", "author", "created_at", "source", "plain_text", "as_html", "is_plain", "markup_version",
        "reply_to", "revision", "edited_at", "edited_by", "edit_reason", "wiki_at",
        "removed_at", "removed_by", "removed_reason",
    )  # fmt: skip
    readonly_fields = (*FIELDS, "earlier_texts", "ip_address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        moderated = is_allowed(request.user, "moderate", "topic__")
        return Post.objects.visible_to(request.user).filter(moderated).order_by(*self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PostList

    def matching(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        if number := as_id(term):
            return queryset.filter(pk=number)
        return queryset.filter(author__username_key=name_key(term))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        may = obj is not None and rules.can_moderate(request.user, obj)
        sees = obj is not None and rules.can_see_history(request.user, obj, SiteSettings.current())
        history = ("earlier_texts",) if sees else ()
        return (*self.FIELDS, *history, "ip_address") if may else (*self.FIELDS, *history)

    @admin.display(description=_("text"))
    def excerpt(self, post: Any) -> str:
        return markup.excerpt(post.beginning, EXCERPT) or "–"

    @admin.display(description=_("place"))
    def place(self, post: Post) -> str:
        return str(post)

    @admin.display(description=_("as plain text"))
    def plain_text(self, post: Post) -> str:
        return post.text

    @admin.display(description=_("as HTML"))
    def as_html(self, post: Post) -> str:
        return post.html

    @admin.display(description=_("earlier texts"))
    def earlier_texts(self, post: Post) -> str:
        """Their number, with a link to the page that shows one at a time: all of them may be megabytes."""
        count = post.revisions.count()
        words = ngettext("%(count)d earlier text", "%(count)d earlier texts", count) % {"count": count}
        return format_html('<a href="{}">{}</a>', reverse("post-history", args=[post.pk]), words)

    @admin.display(description=_("IP address"))
    def ip_address(self, post: Post) -> str | None:
        return post.ip

    @admin.display(description=_("IP address"))
    def sent_from(self, post: Any) -> str:
        return post.ip or ""

    @admin.display(description=_("state"))
    def state(self, post: Post) -> str:
        return gettext("removed") if post.is_removed else ""
