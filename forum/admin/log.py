"""The log, and Django's own of what was changed by forms. Entries are added by acts, never here."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import Reader
from forum.admin.base import ReadOnlyAdmin, as_id, member_of
from forum.boards.models import Board
from forum.moderation import acts, undoing
from forum.moderation.log import entries_for
from forum.moderation.models import LogEntry
from forum.pages import addresses
from forum.pages.moderation.step import MOST
from forum.refusals import Refusal

WORDS = "words_for_reader"  # where an entry keeps what this reader may know: `detail` names boards they may not see


class LogEntryList(ChangeList):
    """Reads for all entries of a page at once which can be undone and which boards they name."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.reader = request.user
        self.undoable: set[int] = set()
        self.boards: dict[int, str] = {}
        super().__init__(request, *args)
        self.list_display = [*self.list_display, self.detail_words, self.undo]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.undoable = undoing.undoable(self.result_list)
        self.boards = dict(Board.objects.visible_to(request.user).values_list("pk", "name"))

    @admin.display(description=gettext_lazy("detail"))
    def detail_words(self, entry: LogEntry) -> str:
        act = acts.of(entry)
        return act.detail_words(entry.detail, self.boards) if act else ""

    @admin.display(description=gettext_lazy("undo"))
    def undo(self, entry: LogEntry) -> str:
        if entry.pk not in self.undoable or not may_undo(self.reader, entry):
            return ""
        # The list stands in a form with a token, which this button sends elsewhere.
        address = reverse("admin:moderation_logentry_undo")
        button = '<button type="submit" class="undo" formaction="{}" name="undo" value="{}">{}</button>'
        return format_html(button, address, entry.pk, _("Undo"))


class ActFilter(admin.SimpleListFilter):
    title = gettext_lazy("what was done")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list({act.name: act.label for act in acts.TABLE.values()}.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        chosen = self.value()
        return queryset.filter(act=chosen) if chosen in dict(self.lookup_choices) else queryset


def may_undo(user: Reader, entry: LogEntry) -> bool:
    """Whether this person may do the opposite act; the act itself checks again."""
    act = acts.of(entry)
    return act is not None and user.has_perm(act.on.permission) and act.on.may_moderate(user, entry.thing)


def thing_of(entry: LogEntry) -> tuple[str, str]:
    """Return what the entry is about, and its address in the admin."""
    if entry.member:
        return entry.member.username, reverse("admin:accounts_user_change", args=[entry.member_id])
    if entry.ban:
        return str(entry.ban), reverse("moderate-bans")
    if entry.post:
        return f"#{entry.post.number} {entry.topic}", reverse("admin:posts_post_change", args=[entry.post_id])
    return str(entry.topic), reverse("admin:topics_topic_change", args=[entry.topic_id])


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "done", "reason")
    list_display_links = None
    fields = (
        "by",
        "act_words",
        "topic",
        "post",
        "member",
        "reason",
        "rule",
        "staff_note",
        "detail_words",
        "created_at",
    )
    readonly_fields = ("act_words", "detail_words")
    list_filter = (ActFilter, "created_at")
    lookups = ("topic__id__exact", "post__id__exact", "member__id__exact", "by__id__exact")
    sortable_by = ()
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        return entries_for(request.user)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Log"), **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LogEntryList

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(csrf_protect(require_POST(self.undo_view)))
        return [path("undo/", undo, name="moderation_logentry_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Undo the log entries whose numbers are sent as `undo`, as far as this person may."""
        numbers = [as_id(value) for value in request.POST.getlist("undo")[:MOST]]
        sent = self.get_queryset(request).filter(pk__in=[n for n in numbers if n]).order_by("-pk")
        entries = [entry for entry in sent if may_undo(request.user, entry)]
        if not entries:
            raise PermissionDenied
        undone = sum(self._undo(request, entry) for entry in entries)
        sentence = ngettext("Undone.", "%(count)d acts undone.", undone)
        sentences = [sentence % {"count": undone}]
        if undone < len(entries):
            sentences.append(_("The rest was undone already, has changed since, or you may not undo it."))
        self.message_user(request, " ".join(sentences), messages.SUCCESS if undone else messages.WARNING)
        return HttpResponseRedirect(
            addresses.next_or(request, reverse("admin:moderation_logentry_changelist"))
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> LogEntry | None:
        entry: LogEntry | None = super().get_object(request, object_id, from_field)
        if entry is not None and (act := acts.of(entry)):
            boards = dict(Board.objects.visible_to(request.user).values_list("pk", "name"))
            setattr(entry, WORDS, act.detail_words(entry.detail, boards))
        return entry

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        entry: LogEntry = context["original"]
        context["heading"] = f"{entry.by or _('Automatically')} {acts.words_of(entry)} {entry.thing}"
        return super().render_change_form(request, context, *args, **kwargs)

    def _undo(self, request: HttpRequest, entry: LogEntry) -> bool:
        try:
            return undoing.undo(member_of(request), entry)
        except (PermissionDenied, Refusal):
            return False

    @admin.display(description=gettext_lazy("detail"))
    def detail_words(self, entry: LogEntry) -> str:
        return getattr(entry, WORDS, "")

    @admin.display(description=gettext_lazy("act"))
    def act_words(self, entry: LogEntry) -> str:
        return acts.words_of(entry)

    @admin.display(description=gettext_lazy("what was done"))
    def done(self, entry: LogEntry) -> str:
        words, address = thing_of(entry)
        return format_html(
            '{} {} <a href="{}">{}</a>', entry.by or _("Automatically"), acts.words_of(entry), address, words
        )


@admin.register(AdminLogEntry)
class AdminLogEntryAdmin(ReadOnlyAdmin):
    """Django's own log, behind the forum's. It names everything, on hidden boards too: for superusers only."""

    list_display = ("action_time", "user", "content_type", "thing", "action_flag", "changes")
    list_display_links = None
    list_filter = ("action_flag", "action_time")
    list_select_related = ("user", "content_type")
    lookups = ("user__id__exact",)
    sortable_by = ()
    ordering = ("-action_time", "-id")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = _("Changes made with forms")
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("object"))
    def thing(self, entry: AdminLogEntry) -> str:
        address = None if entry.is_deletion() else entry.get_admin_url()
        return (
            format_html('<a href="{}">{}</a>', address, entry.object_repr) if address else entry.object_repr
        )

    @admin.display(description=gettext_lazy("changes"))
    def changes(self, entry: AdminLogEntry) -> str:
        return entry.get_change_message()
