"""Reports of illegal content for those who moderate: the queue of them alone, and those that were held back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.illegal_content import case_queue, deciding, fairness, objection_queue
from forum.illegal_content.models import Case
from forum.moderation import acts, queue
from forum.moderation.log import moderates_members
from forum.moderation.own_items import AboutYourself
from forum.moderation.queue import AlreadyDecided
from forum.pages import to_do
from forum.pages.forms import posted
from forum.pages.illegal_content.forms import HeldBackForm
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.form_table import form_for
from forum.pages.moderation.undo_messages import say_done
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.posts.models import Post
from forum.topics.models import Topic

MOST = 20  # items, and reports that were held back
SOURCES = (case_queue.CASES.name, objection_queue.OBJECTIONS.name)
ROWS: dict[str, Any] = {
    "post": Post.objects.on_boards(),
    "topic": Topic.objects.on_boards(),
    "member": User.objects.all(),
}


@moderators_only
@require_http_methods(["GET", "HEAD"])
def reports(request: MemberRequest) -> HttpResponse:
    return reports_page(request, HeldBackForm(ids=[]))


def reports_page(request: MemberRequest, form: HeldBackForm) -> HttpResponse:
    held_back = case_queue.held_back(request.user)
    shown = list(
        held_back.select_related(*case_queue.THINGS).order_by("-lane", "rank", "opened_at", "pk")[:MOST]
    )
    context = {
        "decided": list(case_queue.decided(request.user)[:MOST]),
        "items": queue.items_for(request.user, MOST, sources=SOURCES),
        "held_back": case_queue.cards(request.user, shown),
        "held_back_count": held_back.count(),
        "form": form,
        "sees_members": moderates_members(request.user),
    }
    return form_page(request, "illegal_content/reports.html", context)


@moderators_only
@require_POST
def decide_held_back(request: MemberRequest) -> HttpResponse:
    """Put those that were chosen into the queue, or answer all of them that nothing illegal was found."""
    held_back = case_queue.held_back(request.user)
    form = HeldBackForm(request.POST, ids=list(held_back.values_list("pk", flat=True)))
    is_answer = "nothing" in request.POST
    if form.is_valid() and is_answer and not form.cleaned_data["answer"]:
        form.add_error("answer", _("Write what they are told."))
    if not form.is_valid():
        return reports_page(request, form)
    cases = list(held_back.filter(pk__in=form.cleaned_data["case"]))
    if is_answer:
        count = sum(answer(request.user, case, form.cleaned_data["answer"]) for case in cases)
        done = ngettext("%(count)d report answered.", "%(count)d reports answered.", count)
    else:
        count = fairness.take_in(cases)
        done = ngettext(
            "%(count)d report is in the queue now.", "%(count)d reports are in the queue now.", count
        )
    messages.success(request, done % {"count": count})
    to_do.count_anew(request.user)
    return SeeOther(reverse("moderate-illegal"))


def answer(by: User, case: Case, words: str) -> bool:
    try:
        deciding.decide(by, case.pk, Case.Outcome.NOTHING, words)
    except (AlreadyDecided, AboutYourself):
        return False
    return True


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: MemberRequest, on: str, thing_id: int) -> HttpResponse:
    """Put a thing under legal hold, or lift the hold, whichever is due."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if on not in ROWS:
        raise Http404
    thing = get_object_or_404(ROWS[on], pk=thing_id)
    due = (acts.find(on, name) for name in ("hold", "lift-hold"))
    act = next(act for act in due if act is not None and act.is_due(thing))
    form = form_for(act, posted(request), by=request.user, things=[thing])
    back = reverse("moderate-illegal")
    if not form.is_valid():
        topic = thing.topic if isinstance(thing, Post) else thing
        about = {"member": thing} if isinstance(thing, User) else {"topic": topic}
        return form_page(request, "moderation/act.html", {"act": act, "form": form, "back": back, **about})
    say_done(request, act, act.perform(request.user, thing, **form.cleaned_data))
    return SeeOther(back)
