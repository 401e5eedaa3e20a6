"""Deleting what permissions hang on, in the admin: nobody gives it a permission while it goes."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from forum.boards.permission_locks import lock_permissions_exclusive


class DeletedUnderLock(admin.ModelAdmin):
    """Asks under the lock of permissions whether the thing may go, and says why on the page of what has to stay."""

    why_kept: str | Promise

    def is_kept(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the thing stays only because of what there is of it."""
        raise NotImplementedError

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return self._delete_unless_kept(request, object_id, extra_context)
        with transaction.atomic():
            lock_permissions_exclusive()
            return self._delete_unless_kept(request, object_id, extra_context)

    def _delete_unless_kept(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        if thing is not None and self.is_kept(request, thing):
            messages.warning(request, str(self.why_kept))
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])
            )
        return super().delete_view(request, object_id, extra_context)
