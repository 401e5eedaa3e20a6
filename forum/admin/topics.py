"""The list of topics, where moderators act on many at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.names import name_key
from forum.admin.actions import ModerationAdmin
from forum.admin.base import as_id
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.boards.tree import Tree
from forum.database.unindexed import UnindexedIn
from forum.moderation.topic_targets import TOPIC
from forum.pages.boards.forms import INDENT
from forum.pages.moderation.step_table import MERGE
from forum.topics.models import Topic

LARGE = 2_000  # topics of all boards that one moderates
SEARCHED = 10_000  # topics whose titles are looked through


class BoardFilter(admin.SimpleListFilter):
    """Offers the first of the boards that this reader moderates, and the chosen one.

    The list of boards links to the topics of any other.
    """

    title = _("board")
    parameter_name = "board"
    path = "board"
    MOST = 60

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        moderated = permissions_of(request.user).boards("moderate")
        boards = [row for row in Tree(request.user).indented() if row[1].pk in moderated]
        board_id = as_id(self.value() or "")
        rest = [(depth, board) for depth, board in boards[self.MOST :] if board.pk == board_id]
        return [(str(board.pk), INDENT * depth + board.name) for depth, board in boards[: self.MOST] + rest]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        board = as_id(self.value() or "")
        return queryset.filter(**{self.path: board}) if board else queryset


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    STATES = {
        "open": Q(locked_at=None, removed_at=None),
        "locked": Q(locked_at__isnull=False),
        "pinned": Q(pinned_at__isnull=False),
        "removed": Q(removed_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("locked", _("Locked")),
            ("pinned", _("Pinned")),
            ("removed", _("Removed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.STATES.get(self.value() or "", Q()))


def is_on_moderated_boards(reader: Asker) -> Q:
    """Of large boards the latest topics are found soonest among all; of small ones among theirs."""
    boards = permissions_of(reader).boards("moderate")
    topics = Board.objects.filter(pk__in=boards).aggregate(n=Sum("topic_count"))["n"] or 0
    return Q(UnindexedIn(F("board_id"), boards)) if topics > LARGE else Q(board__in=boards)


@admin.register(Topic)
class TopicAdmin(ModerationAdmin):
    """Topics on the boards that one moderates; others are read in the forum's pages."""

    target = TOPIC
    further_steps = (MERGE,)
    links = ((_("Posts"), "posts.view_post", "posts_post", "topic"),)
    list_display = ("title", "board", "started_by", "post_count", "last_post_at", "state")
    list_filter = (StateFilter, BoardFilter, "created_at")
    list_select_related = ("board", "author")
    lookups = ("author__id__exact",)
    sortable_by = ("post_count", "last_post_at")
    ordering = ("-last_post_at", "-id")
    search_fields = ("title",)
    search_help_text = _(
        "Words in the title, the username of who started it, or the topic’s number. Titles are looked through in the"
        " 10,000 topics with the latest posts; the forum’s own search finds older ones."
    )
    fields = (
        "title", "board", "author", "created_at", "post_count", "follower_count", "view_count",
        "last_post_at", "last_poster", "locked_at", "locked_by", "pinned_at", "pinned_by",
        "removed_at", "removed_by", "removed_reason",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        moderated = is_on_moderated_boards(request.user)
        return Topic.objects.visible_to(request.user).filter(moderated).order_by(*self.ordering)

    def matching(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        titled = Topic.objects.filter(title__icontains=term)
        moments = Topic.objects.order_by("-last_post_at").values_list("last_post_at", flat=True)
        if earliest := moments[SEARCHED - 1 : SEARCHED].first():
            titled = titled.filter(last_post_at__gte=earliest)
        # Each in a query of its own, of which an index finds the second: beside OR all topics would be read.
        found = Q(pk__in=titled.values("pk"))
        if number := as_id(term):
            return queryset.filter(Q(pk=number) | found)
        started = Topic.objects.filter(author__username_key=name_key(term))
        return queryset.filter(found | Q(pk__in=started.values("pk")))

    def summary(self, things: Sequence[Topic]) -> str:
        posts = sum(topic.post_count for topic in things)
        return ngettext("%(count)d post in all.", "%(count)d posts in all.", posts) % {"count": posts}

    @admin.display(description=_("started by"))
    def started_by(self, topic: Topic) -> User:
        return topic.author

    @admin.display(description=_("state"))
    def state(self, topic: Topic) -> str:
        states = (
            (topic.is_removed, _("removed")), (topic.is_locked, _("locked")), (topic.is_pinned, _("pinned")),
        )  # fmt: skip
        return ", ".join(str(word) for true, word in states if true)
