"""What waits for a moderator, oldest first: reports, and texts that wait for approval; deciding, and taking an item."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from forum.appeals.appeal_queue import own_waiting
from forum.moderation import alike, queue, reasons
from forum.moderation.acts import LONGEST_REASON
from forum.moderation.log import moderates_members
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.saved_texts import saved_answers, saved_reasons
from forum.pages import to_do
from forum.pages.forms import LineField, field_of, posted
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.citing import CitingForm, cited
from forum.pages.moderation.undo_messages import undo_tag
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page, moved_to
from forum.refusals import Refusal

MOST = 20  # items on the page
# What the log was asked for while it was at this address.
QUESTIONS_TO_THE_LOG = {"act", "member", "topic", "since", "until", "before"}


class DecisionForm(CitingForm):
    """A ready reason, or one's own words, or both."""

    is_required = True  # what `_reason.html` says beside the label
    ready = forms.ChoiceField(label=gettext_lazy("Reason"), required=False, widget=forms.RadioSelect)
    reason = LineField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=LONGEST_REASON,
    )

    def __init__(self, decision: Decision[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = (*decision.reasons, *saved_reasons())
        choices = [(reason.name, reason.words) for reason in self.reasons]
        field_of(self, "ready", forms.ChoiceField).choices = choices
        self.fields["reason"].help_text = str(decision.told)
        self.ask_grounds(cites=decision.cites, is_told=decision.cites)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        words = reasons.combined(cleaned.get("ready", ""), cleaned.get("reason", ""), self.reasons)
        cleaned["words"] = words[:LONGEST_REASON]
        if not words and not self.errors:
            self.add_error("reason", _("Choose a reason or write one."))
        return cleaned

    def grounds(self) -> dict[str, Any]:
        is_spam = reasons.is_spam(self.cleaned_data.get("ready", ""), self.reasons)
        return cited(self.cleaned_data) | ({"is_spam": True} if is_spam else {})


@moderators_only
@require_safe
def queue_page(request: MemberRequest) -> HttpResponse:
    if QUESTIONS_TO_THE_LOG & request.GET.keys():
        return moved_to(request, reverse("moderate-log"))
    waiting = to_do.count_anew(request.user)
    request.to_do = waiting
    together = alike.together_for(request.user) if waiting.count else alike.Together([], [])
    grouped = [(group.source.name, row.pk) for group in together.groups for row in group.rows]
    items = queue.items_for(request.user, MOST, grouped) if waiting.count else []
    context = {
        "together": together,
        "items": items,
        "waiting": waiting,
        "more": waiting.count - len(grouped) - len(items),
        "sees_members": moderates_members(request.user),
        "saved_answers": saved_answers() if items else [],
        "own_decisions": own_waiting(request.user),
    }
    return render(request, "moderation/queue.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: MemberRequest, source: str, item: int, decision: str) -> HttpResponse:
    of = source_or_404(source)
    chosen = of.decision(decision)
    if chosen is None:
        raise Http404
    row = of.open_to(request.user).filter(pk=item).first()
    if row is None:
        return gone(request, of, item)
    form = DecisionForm(chosen, posted(request))
    if chosen.reasons:
        if not form.is_valid():
            [card] = of.cards(request.user, [row])
            context = {"decision": chosen, "form": form, "source": of, "row": row, "card": card}
            return form_page(request, "moderation/decide.html", context)
        words, grounds = form.cleaned_data["words"], form.grounds()
    elif request.method != "POST":
        return SeeOther(reverse("moderate"))
    else:
        words = LineField(required=False).to_python(request.POST.get("answer", ""))[:LONGEST_REASON]
        grounds = {}
    say_decided(request, of, row, chosen, words, grounds)
    return SeeOther(reverse("moderate"))


def say_decided(
    request: MemberRequest,
    source: Source[Any],
    row: Any,
    decision: Decision[Any],
    words: str,
    grounds: dict[str, Any],
) -> None:
    try:
        entry = queue.decide(request.user, source, row, decision, words, **grounds)
    except Refusal as refusal:
        # Another moderator was quicker, and this says who; or it is not possible now.
        messages.warning(request, str(refusal))
    else:
        is_undoable = entry is not None and decision.reasons
        messages.success(request, str(decision.done), undo_tag([entry.pk] if entry and is_undoable else []))
    request.to_do = to_do.count_anew(request.user)


def gone(request: MemberRequest, source: Source[Any], item: int) -> HttpResponse:
    """It was open when the page was shown: say who decided it. What never was theirs to see is not found."""
    by = source.decided_by(request.user, item)
    if by is None:
        # Its author withdrew it; or it never was there, or is out of their sight: they are told no more than this.
        to_do.count_anew(request.user)
        return render(request, "moderation/gone.html", status=404)
    messages.warning(request, str(AlreadyDecided(None if by == request.user else by)))
    to_do.count_anew(request.user)
    return SeeOther(reverse("moderate"))


@moderators_only
@require_POST
def assign(request: MemberRequest, source: str, item: int) -> HttpResponse:
    of = source_or_404(source)
    if not of.open_to(request.user).filter(pk=item).exists():
        return gone(request, of, item)
    if "to" in request.POST:
        give(request, of, item, request.POST["to"])
        return SeeOther(f"{reverse('moderate')}#{source}-{item}")
    has_it = queue.assign(request.user, of, item)
    if has_it != request.user:
        messages.warning(request, _("%(name)s has already taken this.") % {"name": has_it.name})
    return SeeOther(f"{reverse('moderate')}#{source}-{item}")


def give(request: MemberRequest, source: Source[Any], item: int, username: str) -> None:
    """Give it to another moderator, who has to see it, and tell them."""
    other = (
        User.objects.named(username.strip().removeprefix("@")).filter(is_active=True, closed_at=None).first()
    )
    if other is None or other.is_suspended or not source.open_to(other).filter(pk=item).exists():
        messages.warning(
            request, _("“%(name)s” can’t be given this: only who moderates it can.") % {"name": username}
        )
        return
    queue.give(request.user, source, item, other)
    messages.success(request, _("%(name)s looks at it now.") % {"name": other.name})


@moderators_only
@require_POST
def release(request: MemberRequest, source: str, item: int) -> HttpResponse:
    of = source_or_404(source)
    if not of.open_to(request.user).filter(pk=item).exists():
        return gone(request, of, item)
    queue.release(request.user, of, item)
    return SeeOther(f"{reverse('moderate')}#{source}-{item}")


def source_or_404(name: str) -> Source[Any]:
    if name not in queue.TABLE:
        raise Http404
    return queue.TABLE[name]
