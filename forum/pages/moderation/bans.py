"""The bans of the forum: finding them, saying whom a new one would hit, placing and lifting them."""

from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.networks import digits_of, plain_address
from forum.bans import judging
from forum.bans.models import Ban
from forum.bans.patterns import Pattern, domains_of, read_pattern
from forum.moderation import ban_acts
from forum.moderation.acts import LONGEST_REASON
from forum.moderation.log import moderates_members
from forum.pages.client_limits import client_ip
from forum.pages.date_fields import MomentInput
from forum.pages.forms import LineField, posted
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.forms import LONGEST, MOMENTS
from forum.pages.moderation.undo_messages import say_done
from forum.pages.pagination import NewestFirst
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.refusals import Refusal

PER_PAGE = 50
MOST_SHOWN = 20  # of those whom a ban would hit
MOST_READ = 10_000


class BanForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=Ban.Kind.choices)
    typed = LineField(
        label=_("Which"),
        max_length=254,
        help_text=_(
            "A username, where * stands for anything; an email address; a domain, with all below it; or a network, "
            "as in 192.0.2.0/24 or 2001:db8::/32."
        ),
    )
    reason = LineField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Told to those who are kept out.")
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=MomentInput(),
        input_formats=MOMENTS,
        help_text=_("Leave it empty for no end."),
    )
    pattern: Pattern | None = None

    def clean_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["until"]
        if until and not timezone.now() < until <= timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time in the future."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") and cleaned.get("typed"):
            try:
                self.pattern = read_pattern(cleaned["kind"], cleaned["typed"])
            except forms.ValidationError as error:
                self.add_error("typed", error)
        return cleaned


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def bans(request: MemberRequest) -> HttpResponse:
    if not ban_acts.may_ban(request.user):
        raise PermissionDenied
    form = BanForm(
        posted(request), initial={"kind": request.GET.get("kind", ""), "typed": request.GET.get("typed", "")}
    )
    hit = None
    if form.is_valid() and form.pattern:
        if "place" in request.POST:
            if place(request, form, form.pattern):
                return SeeOther(reverse("moderate-bans"))
        else:
            hit = hit_by(form.pattern)
    asked = request.GET.get("q", "").strip()[:254]
    rows = Ban.objects.select_related("by").filter(search_for(asked))
    context = {
        "form": form,
        "hit": hit,
        "asked": asked,
        "query": urlencode({"q": asked}) if asked else "",
        "page": NewestFirst.of(request, rows, "created_at", PER_PAGE),
        "sees_members": moderates_members(request.user),
    }
    return render(request, "moderation/bans.html", context, status=422 if form.errors else 200)


def place(request: MemberRequest, form: BanForm, pattern: Pattern) -> bool:
    sent = form.cleaned_data
    try:
        entry = ban_acts.place(request.user, pattern, sent["reason"], sent["until"], ip=client_ip(request))
    except Refusal as refusal:
        form.add_error("typed", str(refusal))
        return False
    say_done(request, ban_acts.banning, entry)
    return True


def hit_by(pattern: Pattern) -> dict[str, Any]:
    """Whom it would keep out now, counted up to a point, and some of them by name."""
    rows = judging.members_hit(pattern.kind, pattern.text)[:MOST_READ]
    found: list[User] = [member for member in rows if judging.hits(pattern.kind, pattern.text, member)]
    return {
        "count": len(found),
        "is_more": len(found) == MOST_READ,
        "members": list(islice(found, MOST_SHOWN)),
        "is_network": pattern.kind == Ban.Kind.NETWORK,
        "pattern": pattern.text,
    }


def search_for(asked: str) -> Q:
    """Bans whose words hold it, and those of a network that an address is in."""
    if not asked or "\x00" in asked:
        return Q()
    found = Q(pattern__icontains=asked) | Q(reason__icontains=asked) | Q(pattern__in=domains_of(asked))
    try:
        digits = digits_of(plain_address(asked))
    except ValueError:
        return found
    return found | Q(kind=Ban.Kind.NETWORK, first__lte=digits, last__gte=digits)


@moderators_only
@require_POST
def lift_ban(request: MemberRequest, ban_id: int) -> HttpResponse:
    if not ban_acts.may_ban(request.user):
        raise PermissionDenied
    ban = get_object_or_404(Ban, pk=ban_id)
    say_done(request, ban_acts.lifting, ban_acts.lifting.perform(request.user, ban))
    return SeeOther(reverse("moderate-bans"))
