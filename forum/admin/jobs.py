"""The queues: what waits for the worker, what failed and why, and trying again."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from forum.admin.base import ReadOnlyAdmin
from forum.admin.job_words import job_words
from forum.jobs.models import Job
from forum.jobs.queue import FAILED, UNFINISHED, WAITING, QueueItem
from forum.pages.templatetags.dates import in_full
from forum.topics.models import Topic

MOST = 1000  # rows that are tried again at once


class StateFilter(admin.SimpleListFilter):
    """Shows unfinished rows unless another state is chosen."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("failed", _("Failed")),
            ("waiting", _("Waiting")),
            *model_admin.final_states,
            ("all", _("All")),
        ]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        unfinished, *others = super().choices(changelist)
        yield unfinished | {"display": _("Unfinished")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        states = [self.value()] if self.value() in queryset.model.State else [*UNFINISHED, FAILED]
        return queryset.filter(state__in=states)


class QueueAdmin(ReadOnlyAdmin):
    """The list of one queue."""

    final_states: tuple[tuple[str, Any], ...]
    sentence: Any  # how many will be tried again
    list_filter = (StateFilter,)
    sortable_by = ()
    ordering = ("id",)
    actions: tuple[str, ...] = ("retry",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True)[:MOST])
        count = self.model._default_manager.filter(pk__in=ids).retry()
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, self.sentence % {"count": count}, level)

    @admin.display(description=_("state"))
    def outcome(self, item: Any) -> str:
        """Its state, and of what went wrong once and is not given up, when it is tried again."""
        if item.state == WAITING and item.error:
            return gettext("waiting, trying again at %(time)s") % {"time": in_full(item.due_at)}
        words: str = item.get_state_display()
        return words

    @admin.display(description=_("age"))
    def age(self, item: QueueItem) -> str:
        return timesince(item.created_at, timezone.now())

    @admin.display(description=_("error"))
    def short_error(self, item: QueueItem) -> str:
        return item.error[:120]


@admin.register(Job)
class JobAdmin(QueueAdmin):
    final_states = (("done", _("Done")),)
    sentence = ngettext_lazy(
        "%(count)d job will be tried again.", "%(count)d jobs will be tried again.", "count"
    )
    list_display = ("what", "outcome", "attempts", "age", "short_error")
    readonly_fields = ("what", "outcome", "facts")
    fieldsets = (
        (None, {"fields": ("what", "outcome", "attempts", "created_at", "due_at", "done_at", "error")}),
        (_("For developers"), {"classes": ("collapse",), "fields": ("name", "facts", "key", "claimed_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Without what was done about messages: of what went wrong somebody has to know."""
        return super().get_queryset(request).exclude(name="message.published", state=Job.State.DONE)

    @admin.display(description=_("what it does"))
    def what(self, job: Job) -> str:
        return job_words(job.name, job.payload)

    @admin.display(description=_("payload"))
    def facts(self, job: Job) -> str:
        """Of what was said in a conversation nothing, not even whom it mentions."""
        topic, post = (job.payload.get(name) or 0 for name in ("topic_id", "post_id"))
        spoken = Topic.objects.filter(Q(pk=topic) | Q(posts=post), board=None)
        return "–" if spoken.exists() else json.dumps(job.payload, ensure_ascii=False)
