"""What is said after something was saved or deleted, in the forum's words instead of Django's."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class SaveMessages(admin.ModelAdmin):
    def words_when_saved(self, obj: Any) -> str | Promise:
        return _("“%(thing)s” is saved.") % {"thing": obj}

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: Any = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        # Stock makes its sentence in the middle of what it answers, so it is exchanged on its way.
        said = getattr(request, "saved_words", None) or message
        super().message_user(request, said, level, extra_tags, fail_silently)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        request.saved_words = _("“%(thing)s” is added.") % {"thing": obj}  # type: ignore[attr-defined]
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        request.saved_words = self.words_when_saved(obj)  # type: ignore[attr-defined]
        return super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        request.saved_words = _("“%(thing)s” is deleted.") % {"thing": obj_display}  # type: ignore[attr-defined]
        return super().response_delete(request, obj_display, obj_id)
