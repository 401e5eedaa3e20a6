"""A copy of all that the forum keeps of a member, for that member alone."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import limits
from forum.erasing import requesting
from forum.member_exports.asking import ask_for_export
from forum.member_exports.making import path_of
from forum.member_exports.models import MemberExport
from forum.pages.attachments.serving import part_of_file
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def my_data(request: MemberRequest) -> HttpResponse:
    exports = MemberExport.objects.filter(member=request.user)
    if "ask_removal" in request.POST or "take_back" in request.POST:
        return _change_request(request)
    if request.method == "POST":
        if not exports.filter(state=MemberExport.State.WAITING).exists():
            limits.enforce("member-export", request.user.pk)
            ask_for_export(request.user)
        messages.success(request, _("Your data is being put together. You’ll be notified when it’s ready."))
        return SeeOther(reverse("my-data"))
    context = {
        "waiting": exports.filter(state=MemberExport.State.WAITING).first(),
        "exports": exports.filter(state=MemberExport.State.DONE).order_by("-pk"),
        "has_posts": requesting.has_posts(request.user),
        "removal": requesting.open_request_of(request.user),
    }
    return render(request, "member_exports/my_data.html", context)


def _change_request(request: MemberRequest) -> HttpResponse:
    """Ask for the removal of all one’s posts, or take that back."""
    if "take_back" in request.POST:
        if requesting.take_back(request.user):
            messages.success(request, _("Your posts stay."))
    elif requesting.has_posts(request.user):
        requesting.ask(request.user)
        messages.success(request, _("An administrator will look at it. You get the answer by email."))
    return SeeOther(reverse("my-data"))


@login_required
@never_cache
@require_safe
def download(request: MemberRequest, export_id: int) -> HttpResponseBase:
    """The file, or the rest of it where a download was broken off. Others are told that there is none."""
    done = MemberExport.objects.filter(member=request.user, state=MemberExport.State.DONE)
    export = get_object_or_404(done, pk=export_id)
    response = part_of_file(
        request, lambda: path_of(export).open("rb"), quote_etag(export.stored_as), export.size
    )
    if response.status_code < 400:
        response.headers["Content-Type"] = "application/zip"
        response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
