"""Saving a draft while somebody types. A script asks, and shows what it is told."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from forum import limits
from forum.drafts import places, saving
from forum.drafts.models import Draft
from forum.drafts.saving import Outdated, Posted
from forum.limits import LimitExceeded
from forum.pages import visitor_drafts
from forum.pages.drafts.box import save_sent
from forum.pages.posts import unsent_text
from forum.pages.posts.forms import new_key
from forum.refusals import NotAllowed, Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Save the draft of `?place=`; answer its sequence, or 409 with the newer text. Only asked, answer the draft."""
    if not request.user.is_authenticated:
        return refused(NotAllowed(_("You’re signed out.")))
    place = request.GET.get("place", "")
    if request.method != "POST":
        return saved(request.user, place)
    try:
        limits.enforce("draft", request.user.pk)
        draft = save_sent(request.POST, request.user, place)
    except Outdated as outdated:
        return JsonResponse(as_json(outdated.draft) | {"error": str(outdated)}, status=outdated.status)
    except Posted as posted:
        # A page that is still there goes on with a key of its own.
        fresh = {"key": new_key(), "sequence": posted.sequence}
        return JsonResponse(fresh | {"posted": True, "is_same": posted.is_same})
    except Refusal as refusal:
        return refused(refusal)
    forget_in_session(request, place)
    return JsonResponse(
        {
            "sequence": draft.sequence,
            "is_empty": draft.is_empty,
            "words": _("Saved %(time)s") % {"time": time_of(draft)},
        }
    )


def saved(member: User, place: str) -> HttpResponse:
    """What a tab asks that its member comes back to: perhaps another one has gone on with the text."""
    draft = saving.find(member, place)
    return JsonResponse(as_json(draft) if draft else {})


def forget_in_session(request: HttpRequest, place: str) -> None:
    """What was kept there of the same form is older now."""
    named = places.parsed(place)
    if named is None:
        return
    form = {"topic": f"reply:{named.id}", "board": f"new:{named.id}"}.get(named.kind, place)
    visitor_drafts.delete_draft(request, form)
    if named.kind == "topic":
        unsent_text.forget(request, named.id)


def as_json(draft: Draft) -> dict[str, Any]:
    return {
        "sequence": draft.sequence,
        "title": draft.title,
        "body": draft.body,
        # The version of the post that an edit was begun with.
        "base": "".join(draft.fields.get("base", ())),
        "fields": draft.pairs,
        "is_empty": draft.is_empty,
        "time": time_of(draft),
    }


def time_of(draft: Draft) -> str:
    return date_format(timezone.localtime(draft.saved_at), _("H:i"))


def refused(refusal: Refusal) -> HttpResponse:
    response = JsonResponse({"error": str(refusal), "code": refusal.code}, status=refusal.status)
    if isinstance(refusal, LimitExceeded):
        response.headers["Retry-After"] = str(refusal.retry_after)
        response._has_been_logged = True  # type: ignore[attr-defined]  # see `too_many`
    return response


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Who is signed in here now, and the token of their forms: another tab may have signed in anew."""
    if not request.user.is_authenticated:
        return JsonResponse({"member": 0})
    return JsonResponse({"member": request.user.pk, "token": get_token(request)})
