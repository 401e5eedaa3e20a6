"""Following and stopping, and who follows: the same for topics, boards, tags and members."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import limits
from forum.boards.tree import Tree
from forum.follows import following, rules
from forum.follows.models import CHOOSABLE, Follow, Level
from forum.pages import visitor_drafts
from forum.pages.addresses import is_ours
from forum.pages.client_limits import count_parking
from forum.pages.follows.control import address_of, found, level_label, place_of
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.pagination import Pages
from forum.pages.responses import SeeOther, moved_to, to_sign_in

PER_PAGE = 100


@visitors_may_post
@require_POST
def follow(request, kind="topic", **where):
    """Follow or mute at the level that is sent, or at one's own usual one."""
    thing = found(request.user, kind, where)
    if not request.user.is_authenticated:
        count_parking(request)
        visitor_drafts.park_follow(request, kind, thing)
        return to_sign_in(asked_page(request, thing))
    if not rules.can_follow(request.user, thing):
        raise PermissionDenied
    count_change(request.user, kind, thing)
    level = request.POST.get("level") or None
    if level is not None and level not in CHOOSABLE:
        return render(
            request, "follows/no_such_level.html", {"place": asked_page(request, thing)}, status=422
        )
    row = following.follow(request.user, thing, level, is_shown=wish_to_be_shown(request))
    if row is not None:
        messages.success(request, told(row, kind))
    return back(request, thing)


def count_change(member, kind: str, thing) -> None:
    limits.enforce_all(("follow-thing", f"{member.pk} {kind} {thing.pk}"), ("follow", member.pk))


def wish_to_be_shown(request) -> bool | None:
    """The box beside the levels; None where there was none, for a box that is empty sends nothing."""
    return "shown" in request.POST if "shown_asked" in request.POST else None


def told(row: Follow, kind: str) -> str:
    if row.level == Level.MUTE:
        return _("Muted. You won’t be notified about it.")
    said = {
        "topic": _("You follow this topic."),
        "board": _("You follow this board."),
        "tag": _("You follow this tag."),
        "person": _("You follow this member."),
    }
    return f"{said[kind]} {level_label(row.level, kind)}."


@visitors_may_post
@require_POST
def unfollow(request, kind="topic", **where):
    thing = found(request.user, kind, where)
    if not request.user.is_authenticated:
        return to_sign_in(asked_page(request, thing))
    count_change(request.user, kind, thing)
    was_muted = Follow.objects.of(thing).filter(member=request.user, level=Level.MUTE).exists()
    following.unfollow(request.user, thing)
    said = {
        "topic": _("You no longer follow this topic."),
        "board": _("You no longer follow this board."),
        "tag": _("You no longer follow this tag."),
        "person": _("You no longer follow this member."),
    }
    messages.success(request, _("It is not muted any more.") if was_muted else said[kind])
    return back(request, thing)


def back(request, thing):
    return SeeOther(asked_page(request, thing))


def asked_page(request, thing) -> str:
    asked = request.POST.get("next", "")
    return asked if is_ours(asked) else place_of(thing)


@require_safe
def followers(request, kind="topic", **where):
    """Who follows, by name; those who do not want to be shown, and those who do by mail, are counted only."""
    thing = found(request.user, kind, where)
    if kind in {"board", "tag"} and where["slug"] != thing.slug:
        return moved_to(request, address_of(thing, "followers"))
    shown = Follow.objects.standing().of(thing).shown()
    count = shown.count()
    pages = Pages.of(request, address_of(thing, "followers"), count, PER_PAGE)
    context = {
        "thing": thing,
        "kind": kind,
        "place": place_of(thing),
        "path": path_to(request.user, thing, kind),
        "follows": shown.select_related("member").order_by("created_at", "pk")[pages.slice],
        "unnamed": max(thing.follower_count - count, 0),
        "pages": pages,
    }
    return render(request, "follows/followers.html", context)


def path_to(reader, thing, kind: str):
    """The boards above a thing; tags and members stand on none."""
    board = {"topic": "board_id", "board": "pk"}.get(kind)
    return Tree(reader).path(getattr(thing, board)) if board else []
