"""A member's own list of what they follow, to change one by one or many at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.follows import bulk
from forum.follows.models import CHOICES, KINDS, FeedKey
from forum.pages.addresses import row_number
from forum.pages.client_limits import limited
from forum.pages.follows.control import choice_label
from forum.pages.my_follows.rows import PER_PAGE, follows_of, rows_of
from forum.pages.pagination import Pages
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.site.absolute_addresses import absolute

TABS = (
    ("", gettext_lazy("All")),
    ("topic", gettext_lazy("Topics")),
    ("board", gettext_lazy("Boards")),
    ("tag", gettext_lazy("Tags")),
    ("person", gettext_lazy("Members")),
    ("muted", gettext_lazy("Muted")),
)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("follow")
def my_follows(request: MemberRequest) -> HttpResponse:
    kind = kind_in_query(request)
    if request.method == "POST":
        save_changes(request)
        return SeeOther(request.get_full_path())
    follows = follows_of(request.user, kind)
    query = f"kind={kind}" if kind else ""
    pages = Pages.of(request, reverse("my-follows"), follows.count(), PER_PAGE, query)
    key = FeedKey.objects.filter(member=request.user).first()
    context = {
        "kind": kind,
        "tabs": TABS,
        "rows": rows_of(request.user, list(follows[pages.slice])),
        "levels": [(choice, choice_label(choice, kind)) for choice in CHOICES],
        "pages": pages,
        "feed": absolute(reverse("feed", args=[key.key])) if key else None,
    }
    return render(request, "my_follows/my_follows.html", context)


def kind_in_query(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    if kind not in {"", "muted", *KINDS}:
        raise Http404
    return kind


def save_changes(request: MemberRequest) -> None:
    """Do what one row's button asks, or the bar for all ticked rows."""
    row = request.POST.get("save")
    if row is not None:
        choice = choice_or_400(request.POST.get(f"level-{row}", ""))
        count = bulk.set_choice(request.user, ids_of([row]), choice)
    else:
        count = change_selected(request, ids_of(request.POST.getlist("follow")))
    if count:
        messages.success(request, ngettext("%(n)d changed.", "%(n)d changed.", count) % {"n": count})
    else:
        messages.warning(request, _("Nothing changed: select what you want to change first."))


def change_selected(request: MemberRequest, ids: list[int]) -> int:
    act = request.POST.get("act", "")
    if act == "level":
        return bulk.set_choice(request.user, ids, choice_or_400(request.POST.get("level", "")))
    if act == "stop":
        return bulk.unfollow_many(request.user, ids)
    if act in {"show", "hide"}:
        return bulk.set_shown(request.user, ids, act == "show")
    raise BadRequest("no such act")


def choice_or_400(choice: str) -> str:
    if choice not in CHOICES:
        raise BadRequest("no such choice")
    return choice


def ids_of(values: list[str]) -> list[int]:
    ids = [number for value in values if (number := row_number(value)) is not None]
    if len(ids) < len(values):
        raise Http404
    return ids
