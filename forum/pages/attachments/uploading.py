"""Files that come in: by a script, one after the other, or with a form of a post."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.attachments.models import Attachment
from forum.attachments.rules import can_attach
from forum.attachments.storing import SentFile, store
from forum.database.outages import FULL, outage_of
from forum.limits import LimitExceeded
from forum.pages.attachments.my_files import my_files
from forum.pages.attachments.places import place_named
from forum.pages.uploads import takes_files
from forum.refusals import NotAllowed, Refusal

MOST_BYTES = 50 * 1024 * 1024  # of a file; the owner sets less
MOST_FILES = 10  # of one form


class DiskFull(Refusal):
    status = FULL.status
    code = "disk_full"
    sentence = FULL.words


takes_attachments = takes_files(MOST_BYTES, MOST_FILES)


@takes_attachments
def upload(request: HttpRequest) -> HttpResponse:
    """Files of a member, as JSON for a script; to anybody who only looks, the list of their own."""
    if request.method != "POST":
        return login_required(my_files)(request)  # type: ignore[arg-type]
    if not request.user.is_authenticated:
        return refused(NotAllowed(_("Sign in to attach files.")), [])
    place = place_named(request, request.POST.get("place", ""))
    if not can_attach(request.user, place):
        return refused(NotAllowed(_("You can’t attach files here.")), [])
    stored: list[Attachment] = []
    sent = request.FILES.getlist("files")
    if not sent:
        return refused(Refusal(_("Choose a file first.")), stored, 422)
    for file in sent:
        try:
            stored.append(store_sent(request.user, file))
        except Refusal as refusal:
            return refused(refusal, stored)
    return JsonResponse({"files": [as_json(attachment) for attachment in stored]}, status=201)


def store_sent(member: User, file: "UploadedFile[Any]") -> Attachment:
    """Raise a Refusal, also where the disk is full."""
    try:
        return store(member, SentFile(file.name or "", file, file.size or 0))
    except OSError as error:
        if outage_of(error) is FULL:
            raise DiskFull from error
        raise


def as_json(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "markdown": attachment.markdown,
        "address": attachment.address,
        "is_image": attachment.is_picture,
    }


def refused(refusal: Refusal, stored: Iterable[Attachment], status: int = 0) -> JsonResponse:
    facts = {"error": str(refusal), "files": [as_json(attachment) for attachment in stored]}
    response = JsonResponse(facts, status=status or refusal.status)
    if isinstance(refusal, LimitExceeded):
        response.headers["Retry-After"] = str(refusal.retry_after)
    # Django would write a line for each 503 and 507.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
