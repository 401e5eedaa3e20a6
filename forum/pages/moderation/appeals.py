"""An appeal against what one did oneself, which one may decide about knowingly where nobody else does."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forum.appeals.appeal_queue import cards, seen_by
from forum.appeals.deciding import decide
from forum.appeals.models import LONGEST_ANSWER, Appeal
from forum.pages.forms import LineField, posted
from forum.pages.moderation.access import moderators_only
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.refusals import Refusal


class OwnDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[("upheld", gettext_lazy("The act stays")), ("reversed", gettext_lazy("Take the act back"))],
        widget=forms.RadioSelect,
    )
    answer = LineField(label=gettext_lazy("Answer to the member"), required=False, max_length=LONGEST_ANSWER)
    knowingly = forms.BooleanField(
        label=gettext_lazy("I did this myself and decide about it nevertheless"),
        help_text=gettext_lazy("The member and the log are told that it was the same person."),
    )


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def own_decision(request: MemberRequest, appeal_id: int) -> HttpResponse:
    mine = seen_by(request.user).filter(entry__by=request.user)
    appeal = get_object_or_404(mine, pk=appeal_id)
    form = OwnDecisionForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            decide(request.user, appeal, Appeal.Outcome(said["outcome"]), said["answer"], knowingly=True)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Decided, and the member is told."))
        return SeeOther(reverse("moderate"))
    [card] = cards(request.user, [appeal])
    return form_page(request, "moderation/own_decision.html", {"card": card, "form": form})
