"""The links in the menu and at the foot: their words, their order, where they lead."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.base import log_change
from forum.own_pages.links import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    MOST,
    NOBODY,
    Place,
    save_links,
    validate_address,
)
from forum.own_pages.models import OwnPage
from forum.pages.addresses import row_number
from forum.pages.forms import LineField
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther
from forum.site.models import SiteSettings


class LinkForm(forms.Form):
    """One link; without text and address it is none."""

    name = LineField(label=gettext_lazy("Link text"), max_length=LONGEST_NAME, required=False)
    address = forms.CharField(
        label=gettext_lazy("Web address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        validators=[validate_address],
        widget=forms.TextInput(attrs={"list": "own-pages"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, other in (("name", "address"), ("address", "name")):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Fill in both, or leave both empty."))
        return cleaned


LinkFormSet = forms.formset_factory(LinkForm, extra=1, max_num=MOST, absolute_max=MOST)


def links(request: ForumRequest) -> HttpResponse:
    saved = request.site_settings.links
    if request.method == "POST":
        # Without what was saved before: a row that says the same would count as one that nobody filled in.
        formsets = {place: LinkFormSet(request.POST, prefix=place) for place in Place.values}
    else:
        formsets = {
            place: LinkFormSet(prefix=place, initial=[link for link in saved if link["place"] == place])
            for place in Place.values
        }
    status = 200
    if request.method == "POST":
        valid = [formset.is_valid() for formset in formsets.values()]  # each is to say what is wrong with it
        if all(valid):
            save_links(moved(rows_of(formsets), request.POST.get("move", "")))
            log_change(request, SiteSettings.current(), _("The links are saved."))
            messages.success(request, _("The links are saved."))
            return SeeOther(reverse("admin:site_links"))
        status = 422
    context = {
        **admin.site.each_context(request),
        "title": _("Menu and foot links"),
        "places": [(Place(place).value, Place(place).label, formset) for place, formset in formsets.items()],
        "pages": OwnPage.objects.all(),
        "unseen": [link for link in saved if link["audience"] == NOBODY],
        "most": MOST,
    }
    return TemplateResponse(request, "admin/site_settings/links.html", context, status=status)


def rows_of(formsets: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"place": place, "name": form.cleaned_data["name"], "address": form.cleaned_data["address"]}
        for place, formset in formsets.items()
        for form in formset
        if form.cleaned_data.get("name")
    ]


def moved(rows: list[dict[str, str]], move: str) -> list[dict[str, str]]:
    """Return the rows with one a place higher or lower, or without one: `move` is "up-menu-2", "remove-foot-0"."""
    act, _dash, which = move.partition("-")
    place, _dash, number = which.partition("-")
    mine = [row for row in rows if row["place"] == place]
    here = row_number(number)
    if here is None or here >= len(mine):
        return rows
    there = here + {"up": -1, "down": 1}.get(act, 0)
    if act == "remove":
        del mine[here]
    elif 0 <= there < len(mine):
        mine[here], mine[there] = mine[there], mine[here]
    return mine + [row for row in rows if row["place"] != place]
