"""The backups: when the last was made, what went wrong, and making one now. None can be downloaded here."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.admin.base import ReadOnlyAdmin
from forum.backups import status
from forum.backups.models import Backup
from forum.backups.requesting import request_backup


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "kind", "state", "readable_size", "file_name", "error")
    list_display_links = None
    sortable_by = ()
    ordering = ("-made_at", "-id")

    def get_urls(self) -> list[URLPattern]:
        now = self.admin_site.admin_view(self.back_up_now)
        return [path("now/", now, name="backups_backup_now"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_back_up = request.user.has_perm("backups.add_backup")
        context = {"title": _("Backups"), "may_back_up": may_back_up, "backup": backup_status()}
        return super().changelist_view(request, context | (extra_context or {}))

    def back_up_now(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("backups.add_backup"):
            raise PermissionDenied
        if not request_backup():
            self.message_user(request, _("A backup is already being made."), messages.WARNING)
        else:
            self.message_user(request, _("A backup will be made now. Reload this page in a minute."))
        return HttpResponseRedirect(reverse("admin:backups_backup_changelist"))

    @admin.display(description=_("size"))
    def readable_size(self, backup: Backup) -> str:
        return filesizeformat(backup.size) if backup.size else "–"

    @admin.display(description=_("file"))
    def file_name(self, backup: Backup) -> str:
        if backup.state != Backup.State.DONE or backup.is_here:
            return backup.name or "–"
        return gettext("%(file)s (not on this machine)") % {"file": backup.name}


def backup_status() -> dict[str, Any]:
    return {
        "last": status.last_backup(),
        "failure": status.last_failure(),
        "is_overdue": status.is_overdue(),
        "is_scheduled": status.is_scheduled(),
    }


def backup_card(user: User) -> dict[str, Any] | None:
    """What the first page of the admin says of backups, to those who may see them."""
    return backup_status() if user.has_perm("backups.view_backup") else None
