from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.admin.base import ReadOnly
from forum.jobs.models import Job

RETRIABLE = (Job.State.WAITING, Job.State.FAILED)


class StateFilter(admin.SimpleListFilter):
    """What is owed, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("failed", _("Failed")), ("waiting", _("Waiting")), ("done", _("Done")), ("all", _("All"))]

    def choices(self, changelist):
        owed, *others = super().choices(changelist)
        yield owed | {"display": _("Owed")}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() in Job.State.values:
            return queryset.filter(state=self.value())
        return queryset.exclude(state=Job.State.DONE)


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("name", "payload", "state", "age", "attempts", "due_at", "short_error")
    list_filter = (StateFilter,)
    sortable_by = ()
    ordering = ("id",)
    actions = ("retry",)
    fields = (
        "name", "payload", "key", "state", "attempts", "created_at", "due_at", "claimed_at", "done_at", "error",
    )  # fmt: skip

    def has_retry_permission(self, request):
        return request.user.has_perm("jobs.change_job")

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry(self, request, queryset):
        with transaction.atomic():
            # Locked, so that what a worker takes up in this moment is not handed to a second one.
            jobs = list(
                queryset.filter(state__in=RETRIABLE).order_by("pk").select_for_update(of=("self",))[:1000]
            )
            for job in jobs:
                job.retry()
        level = messages.SUCCESS if jobs else messages.WARNING
        told = ngettext(
            "%(count)d job will be tried again.", "%(count)d jobs will be tried again.", len(jobs)
        )
        self.message_user(request, told % {"count": len(jobs)}, level)

    @admin.display(description=_("age"))
    def age(self, job):
        return timesince(job.created_at, timezone.now())

    @admin.display(description=_("error"))
    def short_error(self, job):
        return job.error[:120]
