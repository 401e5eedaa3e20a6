"""The way from a member in the admin to the page that cleans up after them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from forum.admin.base import member_of
from forum.cleanup import offering
from forum.cleanup.beginning import clean_up


class CleaningUp:
    """Put it before `ModerationAdmin`."""

    def more_links(self, request: HttpRequest, obj: Any) -> list[tuple[Any, str]]:
        if not offering.may_clean_up(member_of(request), obj):
            return []
        return [(clean_up.label, reverse("member-clean-up", args=[obj.username]))]
