"""Logo and icon by upload: the one page of the admin that takes files."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import images, limits
from forum.admin.base import log_change, member_of
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther
from forum.pages.uploads import takes_file
from forum.site import pictures
from forum.site.models import SiteSettings

SAVED = {"logo": gettext_lazy("The logo is saved."), "icon": gettext_lazy("The icon is saved.")}
REMOVED = {"logo": gettext_lazy("The logo is removed."), "icon": gettext_lazy("The icon is removed.")}
LABELS = {"logo": gettext_lazy("Logo file"), "icon": gettext_lazy("Icon file")}
KEEP = {"logo": pictures.set_logo, "icon": pictures.set_icon}
REMOVE = {"logo": pictures.remove_logo, "icon": pictures.remove_icon}


class PictureForm(forms.Form):
    picture = forms.FileField(
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def __init__(self, what: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"id_{what}_%s")
        self.fields["picture"].label = LABELS[what]
        self.status = 200

    def save_as(self, what: str) -> bool:
        """Keep the picture; return whether it could be used. Else the form says why, and `status` is the answer's."""
        if not self.is_valid():
            self.status = 422
            return False
        try:
            KEEP[what](self.cleaned_data["picture"].read())
        except images.ImageRefused as refused:
            self.add_error("picture", str(refused))
            self.status = refused.status
            return False
        return True


@takes_file(images.MAX_BYTES)
def logo_and_icon(request: ForumRequest) -> HttpResponse:
    what = request.POST.get("what", "")
    forms_shown = {name: PictureForm(name) for name in KEEP}
    if request.method == "POST" and what in KEEP:
        if "remove" in request.POST:
            REMOVE[what]()
            return saved(request, REMOVED[what])
        if "beside" in request.POST:
            pictures.show_logo(
                beside_name="shows_name" in request.POST, is_on_light="is_on_light" in request.POST
            )
            return saved(request, _("Saved."))
        limits.enforce("picture", member_of(request).pk)
        forms_shown[what] = PictureForm(what, request.POST, request.FILES)
        if forms_shown[what].save_as(what):
            return saved(request, SAVED[what])
    return shown(request, forms_shown)


def saved(request: HttpRequest, words: str | Promise) -> HttpResponse:
    log_change(request, SiteSettings.current(), str(words))
    messages.success(request, str(words))
    return SeeOther(reverse("admin:logo_and_icon"))


def shown(request: ForumRequest, forms_shown: dict[str, PictureForm]) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Logo and icon"),
        "settings": request.site_settings,
        "logo_form": forms_shown["logo"],
        "icon_form": forms_shown["icon"],
    }
    status = max(form.status for form in forms_shown.values())
    return TemplateResponse(request, "admin/site_settings/logo_and_icon.html", context, status=status)
