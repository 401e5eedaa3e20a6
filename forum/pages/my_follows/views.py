"""A member's own list of what they follow, to change one by one or many at once."""

from dataclasses import replace
from functools import cache

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

from accounts.models import User
from forum.database.prepared_queries import PreparedObjects, stand_ins
from forum.follows import bulk
from forum.follows.models import CHOICES, KINDS, MUTE, FeedKey, Follow
from forum.follows.restoring import restore_many
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import row_number
from forum.pages.client_limits import limited
from forum.pages.follows.control import choice_label, choices_for
from forum.pages.follows.followables import act_address
from forum.pages.my_follows.filtering import of_filter, sorting_of
from forum.pages.my_follows.order import PER_PAGE, first_follows, follow_count, follows_of
from forum.pages.my_follows.rows import rows_of, sections_of
from forum.pages.my_follows.undoing import say_stopped
from forum.pages.pagination import Pages
from forum.pages.requests import MemberRequest, is_from_script
from forum.pages.responses import SeeOther
from forum.pages.topic_lists.filter import ListFilter
from forum.pages.topic_lists.views import VariantLink
from forum.pages.topics.sorting import Sorting
from forum.pages.undo_messages import success_with_undo
from forum.site.absolute_addresses import absolute

KIND_LABELS = (
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
        return save_row(request) if "set" in request.POST else save_selected(request)
    sorting = sorting_of(request, kind)
    wanted = ListFilter(request, sorting.board, sorting.tags)
    pages, follows = follows_on_page(request, kind, sorting, wanted)
    feed_key = _feed_key().first([request.user.pk])
    context = {
        "heading": wanted.heading(_("Following")),
        "kind": kind,
        "kinds": kind_links(sorting, kind),
        "sorting": sorting,
        # How many topics have a tag says nothing of how many are followed.
        "choices": [replace(choice, topics=None) for choice in wanted.tag_choices(sorting)],
        "boards": wanted.board_choices(),
        "sections": sections_of(rows_of(request.user, follows)),
        "levels": [(choice, choice_label(choice, kind)) for choice in choices_for(kind)],
        "pages": pages,
        "feed": absolute(reverse("feed", args=[feed_key.key])) if feed_key else None,
    }
    return render(request, "my_follows/my_follows.html", context)


def follows_on_page(
    request: MemberRequest, kind: str, sorting: Sorting, wanted: ListFilter
) -> tuple[Pages, list[Follow]]:
    member = request.user
    if not sorting.is_filtered:
        pages = Pages.of(request, sorting.path, follow_count(member, kind), PER_PAGE, sorting.query)
        if pages.number == 1:
            return pages, first_follows(member, kind)
    follows = of_filter(follows_of(member, kind), member, wanted)
    pages = Pages.of(request, sorting.path, follows.count(), PER_PAGE, sorting.query)
    return pages, list(follows[pages.slice])


@cache
def _feed_key() -> PreparedObjects[FeedKey]:
    [member] = stand_ins(1)
    return PreparedObjects(FeedKey.objects.filter(member=member), [member])


def kind_in_query(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    if kind not in {"", "muted", *KINDS}:
        raise Http404
    return kind


def kind_links(sorting: Sorting, kind: str) -> list[VariantLink]:
    """The kinds of follows, each with the same filter."""
    return [
        VariantLink(label, replace(sorting, choice=("kind", value) if value else None).address, value == kind)
        for value, label in KIND_LABELS
    ]


def save_row(request: MemberRequest) -> HttpResponse:
    """Do what a button of one row asks, as in "12 daily"; a script is answered with the row as it is then."""
    pk, _space, act = request.POST["set"].partition(" ")
    [follow_id] = ids_of([pk])
    own = Follow.objects.filter(member=request.user, pk=follow_id)
    was_muted = act == "stop" and own.muted().exists()
    count = change_one(request.user, follow_id, act)
    follow = own.first()
    if not count or follow is None:
        messages.warning(request, _("Nothing changed."))
        return SeeOther(request.get_full_path())
    [row] = rows_of(request.user, [follow])
    if is_from_script(request):
        context = {"row": row, "is_saved": True, "was_muted": was_muted}
        return render(request, "my_follows/_row.html", context)
    if act == "stop" and row.is_seen:
        text = _("You no longer follow “%(name)s”.") % {"name": set_apart(row.name)}
        success_with_undo(request, text, act_address(follow.thing, "follow"))
    else:
        messages.success(request, _("Saved."))
    return SeeOther(request.get_full_path())


def change_one(member: User, follow_id: int, act: str) -> int:
    if act == "stop":
        return len(bulk.unfollow_many(member, [follow_id]))
    if act == "again":
        return restore_many(member, followed=[follow_id], muted=[])
    if act == "mute-again":
        return restore_many(member, followed=[], muted=[follow_id])
    if act in {"show", "hide"}:
        return bulk.set_shown(member, [follow_id], act == "show")
    return bulk.set_choice(member, [follow_id], choice_or_400(act))


def save_selected(request: MemberRequest) -> HttpResponse:
    """Do what the bar asks of all ticked rows."""
    ids = ids_of(request.POST.getlist("follow"))
    if request.POST.get("act") == "stop":
        stopped = bulk.unfollow_many(request.user, ids)
        count = len(stopped)
        if count:
            say_stopped(request, stopped)
    elif count := change_selected(request, ids):
        messages.success(request, changed_words(request, count))
    if not count:
        messages.warning(request, _("Nothing changed. Select what you want to change first."))
    return SeeOther(request.get_full_path())


def change_selected(request: MemberRequest, ids: list[int]) -> int:
    act = request.POST.get("act", "")
    if act == "level":
        return bulk.set_choice(request.user, ids, choice_or_400(request.POST.get("level", "")))
    if act in {"show", "hide"}:
        return bulk.set_shown(request.user, ids, act == "show")
    raise BadRequest("no such act")


def changed_words(request: MemberRequest, count: int) -> str:
    if request.POST["act"] == "level" and request.POST["level"] == MUTE:
        return ngettext("Muted %(n)d.", "Muted %(n)d.", count) % {"n": count}
    return ngettext("%(n)d changed.", "%(n)d changed.", count) % {"n": count}


def choice_or_400(choice: str) -> str:
    if choice not in CHOICES:
        raise BadRequest("no such choice")
    return choice


def ids_of(values: list[str]) -> list[int]:
    ids = [number for value in values if (number := row_number(value)) is not None]
    if len(ids) < len(values):
        raise Http404
    return ids
