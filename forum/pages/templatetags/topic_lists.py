"""The navigation among the lists of topics, with the filter of the page it is on."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.pages.topic_lists.lists import LISTS
from forum.pages.topics.sorting import Sorting

register = template.Library()

FOLLOWING = "my-follows"
# What the member follows, which is not topics alone, in its place among the lists of topics.
TABS = ("latest", "new", "unread", FOLLOWING, "top", "unanswered", "mine")


@dataclass(frozen=True)
class Tab:
    address: str
    label: Promise | str
    is_here: bool


@register.simple_tag(takes_context=True)
def list_tabs(context: dict[str, Any]) -> list[Tab]:
    here: str = context.get("name", FOLLOWING)
    is_member = context["user"].is_authenticated
    filtered: Sorting = context.get("sorting") or Sorting("")
    tabs = []
    for name in TABS:
        other = Sorting(reverse(name), tags=filtered.tags, board=filtered.board)
        if name == FOLLOWING:
            if is_member:
                tabs.append(Tab(other.address, _("Following"), here == name))
        elif name in LISTS and (is_member or not LISTS[name].is_for_members):
            other = Sorting(reverse(name), tags=filtered.tags, board=filtered.board, solved=filtered.solved)
            tabs.append(Tab(other.address, LISTS[name].tab, here == name))
    return tabs
