from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.names import name_key
from forum.admin.actions import ModerationAdmin
from forum.admin.base import as_id
from forum.admin.topics import BoardFilter
from forum.moderation.post_acts import POST
from forum.posts import rules
from forum.posts.models import Post

EXCERPT = 90  # letters


class PostBoardFilter(BoardFilter):
    path = "topic__board"


class RemovedFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("standing", _("Standing")), ("removed", _("Removed"))]

    def queryset(self, request, queryset):
        state = {"standing": Q(removed_at=None), "removed": Q(removed_at__isnull=False)}
        return queryset.filter(state.get(self.value(), Q()))


class PostList(ChangeList):
    """Takes the beginning of each text only: fifty whole ones may be megabytes."""

    def get_queryset(self, request, exclude_parameters=None):
        posts = super().get_queryset(request, exclude_parameters)
        return posts.defer("source", "html", "text").annotate(beginning=Substr("text", 1, EXCERPT + 1))

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        for post in self.result_list:
            post.shows_ip = rules.can_moderate(request.user, post)


@admin.register(Post)
class PostAdmin(ModerationAdmin):
    target = POST
    list_display = ("excerpt", "place", "author", "created_at", "sent_from", "state")
    list_filter = (RemovedFilter, PostBoardFilter, "created_at")
    list_select_related = ("topic", "author")
    lookups = ("topic__id__exact", "author__id__exact")
    sortable_by = ()
    ordering = ("-id",)
    search_fields = ("author__username",)
    search_help_text = _("The name of who wrote it, or the number of the post.")
    FIELDS = (
        "topic", "number", "author", "created_at", "source", "plain_text", "as_html", "is_plain", "markup_version",
        "reply_to", "revision", "edited_at", "edited_by", "removed_at", "removed_by", "removed_reason",
    )  # fmt: skip
    readonly_fields = (*FIELDS, "earlier_texts", "ip_address")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_changelist(self, request, **kwargs):
        return PostList

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()[:200]
        if not term:
            return queryset, False
        if number := as_id(term):
            return queryset.filter(pk=number), False
        return queryset.filter(author__username_key=name_key(term)), False

    def get_fields(self, request, obj=None):
        may = obj is not None and rules.can_moderate(request.user, obj)
        history = ("earlier_texts",) if obj is not None and rules.can_see_history(request.user, obj) else ()
        return (*self.FIELDS, *history, "ip_address") if may else (*self.FIELDS, *history)

    @admin.display(description=_("text"))
    def excerpt(self, post):
        return Truncator(post.beginning).chars(EXCERPT) or "–"

    @admin.display(description=_("place"))
    def place(self, post):
        return str(post)

    @admin.display(description=_("as plain text"))
    def plain_text(self, post):
        return post.text

    @admin.display(description=_("as HTML"))
    def as_html(self, post):
        return post.html

    @admin.display(description=_("earlier texts"))
    def earlier_texts(self, post):
        """How many there are, and the page that shows one after the other; all of them may be megabytes."""
        count = post.revisions.count()
        words = ngettext("%(count)d earlier text", "%(count)d earlier texts", count) % {"count": count}
        return format_html('<a href="{}">{}</a>', reverse("post-history", args=[post.pk]), words)

    @admin.display(description=_("IP address"))
    def ip_address(self, post):
        return post.ip

    @admin.display(description=_("IP address"))
    def sent_from(self, post):
        return (post.ip or "") if post.shows_ip else ""

    @admin.display(description=_("state"))
    def state(self, post):
        return _("removed") if post.is_removed else ""
