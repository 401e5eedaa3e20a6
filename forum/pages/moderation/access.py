from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from forum.moderation.log import moderates_anything
from forum.pages.requests import MemberRequest


def moderators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for those who moderate a board, or members; visitors sign in."""

    @login_required
    @never_cache
    @wraps(view)
    def checked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not moderates_anything(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
