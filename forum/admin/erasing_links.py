"""The ways to the page that deletes for good: from a list of posts or topics, and from the page of one."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post
from forum.topics.models import Topic

NAME = "delete-for-good"
MOST = 100  # things of one page


def address_of(kind: str, ids: list[Any]) -> str:
    return f"{reverse('admin:erase', args=[kind])}?{urlencode([('id', one) for one in ids])}"


def erasing_address(thing: Any) -> str:
    """Empty where there is nothing that could be deleted for good."""
    if isinstance(thing, Post | Topic):
        is_there = thing.is_removed and not thing.is_erased
    else:
        is_there = isinstance(thing, User) and thing.closed_at is not None
    kind = "member" if isinstance(thing, User) else "post" if isinstance(thing, Post) else "topic"
    return address_of(kind, [thing.pk]) if is_there else ""


def erasing_action(kind: str) -> dict[str, Any]:
    """Of lists of posts and topics; closed accounts have it on their pages, one at a time."""

    def action(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return HttpResponseRedirect(address_of(kind, request.POST.getlist(ACTION_CHECKBOX_NAME)[:MOST]))

    return {NAME: (action, NAME, _("Delete for good"))} if kind in ("post", "topic") else {}
