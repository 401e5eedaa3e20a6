"""A member's own picture: sent, cut to a square, changed and removed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from forum import limits
from forum.images import PHOTO, Cut, ImageRefused
from forum.members import avatars
from forum.pages.forms import posted
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.settings.forms import SILENCED
from forum.pages.uploads import takes_file

ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,image/heic"


def slider(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range"}),
    )


class AvatarForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("Picture file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    zoom = slider(gettext_lazy("Zoom"), 100, 400)
    across = slider(gettext_lazy("From left to right"), 0, 100)
    down = slider(gettext_lazy("From top to bottom"), 0, 100)

    def __init__(self, member: User, data: Any = None, files: Any = None) -> None:
        cut = avatars.cut_of(member)
        initial = {"zoom": cut.zoom, "across": cut.across, "down": cut.down}
        super().__init__(data, files, initial=initial)
        self.member, self.status = member, 200
        self.fields["picture"].help_text = _("PNG, JPEG, WebP, GIF or HEIC, up to 25 MB.")

    def clean(self) -> dict[str, Any]:
        if self.member.is_silenced:
            self.add_error("picture", SILENCED)
        if not self.errors and not self.cleaned_data.get("picture") and not self.member.avatar:
            self.add_error("picture", _("Choose a file first."))
        return self.cleaned_data

    def cut(self) -> Cut:
        chosen = {name: self.cleaned_data.get(name) for name in ("zoom", "across", "down")}
        return Cut(**{name: value for name, value in chosen.items() if value is not None})

    def save(self) -> bool:
        """Return whether it is saved. Else the form says why, and `status` is the answer's."""
        if not self.is_valid():
            self.status = 422
            return False
        limits.enforce("picture", self.member.pk)
        sent = self.cleaned_data["picture"]
        try:
            if sent:
                avatars.set_avatar(self.member, sent, self.cut())
            else:
                avatars.cut_again(self.member, self.cut())
        except ImageRefused as refused:
            self.add_error("picture", str(refused))
            self.status = refused.status
            return False
        return True


@takes_file(PHOTO.bytes)
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def avatar(request: MemberRequest) -> HttpResponse:
    if "remove" in request.POST:
        avatars.remove_avatar(request.user)
        messages.success(request, _("Your picture is removed."))
        return SeeOther(reverse("settings"))
    is_sent = request.method == "POST"
    form = AvatarForm(request.user, posted(request), request.FILES if is_sent else None)
    if is_sent and form.save():
        messages.success(request, _("Your picture is saved."))
        return SeeOther(reverse("avatar-settings"))
    return render(request, "settings/avatar.html", {"form": form}, status=form.status)


@login_required
@never_cache
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """All of the picture that the member has sent, for themselves alone: they choose a part of it."""
    member = request.user
    content = avatars.content_of(member.avatar, avatars.WHOLE) if isinstance(member, User) else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp", headers={"X-Robots-Tag": "noindex"})
