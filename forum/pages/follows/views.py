"""Following and stopping, and who follows: the same for topics, boards, tags and members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Reader
from forum.boards.models import Board, path_of
from forum.follows import following, rules
from forum.follows.models import Follow, Followable
from forum.pages import visitor_drafts
from forum.pages.addresses import next_or
from forum.pages.follows.control import Control, choice_label, choices_for, sort_of
from forum.pages.follows.followables import act_address, address_of, followable_or_404
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.pagination import Pages
from forum.pages.posts import unsent_text
from forum.pages.requests import is_from_script
from forum.pages.responses import SeeOther, moved_to, to_sign_in
from forum.topics.models import Tag, Topic

PER_PAGE = 100
REPLY_BOX = "reply-form"  # on the page of a topic, the form that its buttons send along


@visitors_may_post
@require_POST
def follow(request: HttpRequest, kind: str, **where: Any) -> HttpResponse:
    """Follow at the level that was sent, or at the usual one, or mute."""
    thing = followable_or_404(request.user, kind, where)
    if not request.user.is_authenticated:
        visitor_drafts.save_follow(request, kind, thing)
        if isinstance(thing, Topic) and request.POST.get("body", "").strip():
            visitor_drafts.save_draft(request, f"reply:{thing.pk}")
        return to_sign_in(next_page(request, thing))
    if not rules.can_follow(request.user, thing):
        raise PermissionDenied
    keep_text(request, thing)
    following.enforce_limits(request.user, thing)
    choice = request.POST.get("level") or None
    if choice is not None and choice not in choices_for(sort_of(thing)):
        context = {"address": next_page(request, thing)}
        return render(request, "follows/no_such_choice.html", context, status=422)
    follow = following.choose(request.user, thing, choice, is_shown=is_shown_checked(request))
    return answer(request, thing, follow_message(follow, sort_of(thing)) if follow else "")


def keep_text(request: HttpRequest, thing: Followable) -> None:
    """The buttons beside a reply box send it along, since the page is loaded anew."""
    if isinstance(thing, Topic):
        unsent_text.keep(request, thing)
    elif "topic" in request.POST:
        unsent_text.keep_beside(request)


def answer(request: HttpRequest, thing: Followable, message: str) -> HttpResponse:
    """Lead back to the page with the control; or answer the control alone to a script that puts it in its place."""
    if is_from_script(request):
        control = Control(request.user, thing, next_page(request, thing), REPLY_BOX)
        return render(request, "follows/_control.html", {"control": control, "message": message})
    if message:
        messages.success(request, message)
    return SeeOther(next_page(request, thing))


def is_shown_checked(request: HttpRequest) -> bool | None:
    """Whether the name may be shown among the followers; None if nothing was said about it.

    An unticked box sends nothing, so a form with one says that it has it.
    """
    if "shown_asked" in request.POST:
        return "shown" in request.POST
    return {"1": True, "0": False}.get(request.POST.get("shown", ""))


def follow_message(follow: Follow, sort: str) -> str:
    if follow.is_muted:
        return _("Muted.")
    sentences = {
        "topic": _("You’re following this topic: %(often)s."),
        "conversation": _("You’re following this conversation: %(often)s."),
        "board": _("You’re following this board: %(often)s."),
        "tag": _("You’re following this tag: %(often)s."),
        "person": _("You’re following this member: %(often)s."),
    }
    return sentences[sort] % {"often": choice_label(follow.level, sort)}


@visitors_may_post
@require_POST
def unfollow(request: HttpRequest, kind: str, **where: Any) -> HttpResponse:
    thing = followable_or_404(request.user, kind, where)
    if not request.user.is_authenticated:
        return to_sign_in(next_page(request, thing))
    keep_text(request, thing)
    following.enforce_limits(request.user, thing)
    was_muted = Follow.objects.muted().of(thing).filter(member=request.user).exists()
    following.unfollow(request.user, thing)
    sentences = {
        "topic": _("You’re no longer following this topic."),
        "conversation": _("You’re no longer following this conversation."),
        "board": _("You’re no longer following this board."),
        "tag": _("You’re no longer following this tag."),
        "person": _("You’re no longer following this member."),
    }
    if was_muted:
        return answer(
            request, thing, _("You’re no longer ignoring this member.") if kind == "person" else _("Unmuted.")
        )
    return answer(request, thing, sentences[sort_of(thing)])


def next_page(request: HttpRequest, thing: Followable) -> str:
    """Return the page with the form, or else that of the thing."""
    return next_or(request, address_of(thing))


@require_safe
def followers(request: HttpRequest, kind: str, **where: Any) -> HttpResponse:
    """The followers by name; those who are not shown, and those who follow by mail, only count."""
    thing = followable_or_404(request.user, kind, where)
    if isinstance(thing, Topic) and thing.is_conversation:
        # Who of its members hears of it concerns nobody, and it would say who of the moderators wrote for all.
        raise Http404
    if isinstance(thing, Board | Tag) and where["slug"] != thing.slug:
        return moved_to(request, act_address(thing, "followers"))
    shown_follows = Follow.objects.active().of(thing).public()
    count = shown_follows.count()
    pages = Pages.of(request, act_address(thing, "followers"), count, PER_PAGE)
    context = {
        "thing": thing,
        "kind": kind,
        "address": address_of(thing),
        "path": path_to(request.user, thing),
        "follows": shown_follows.select_related("member").order_by("created_at", "pk")[pages.slice],
        "unnamed": max(thing.follower_count - count, 0),
        "pages": pages,
    }
    return render(request, "follows/followers.html", context)


def path_to(reader: Reader, thing: Followable) -> list[Board]:
    """The boards above a thing; tags and members stand on none."""
    board_id = thing.board_id if isinstance(thing, Topic) else thing.pk if isinstance(thing, Board) else None
    return path_of(reader, board_id) if board_id else []
