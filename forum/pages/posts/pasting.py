"""A piece of a web page, or of a word processor's page, as Markdown: by the converter that reads old forums' HTML."""

import re
import time

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from forum import limits
from forum.attachments.models import KEY_LENGTH
from forum.importing.converting.context import Context, References
from forum.importing.converting.html_to_markdown import markdown_of
from forum.pages.requests import ForumRequest
from forum.remote_pictures.models import RemotePicture

MOST = 200_000  # characters of HTML
# Files on that person's machine, pictures written out in letters, and programs: their words stay.
NOWHERE = re.compile(
    r"!?\[([^\[\]]*)\]\((?:javascript|vbscript|data|file|blob|cid):[^()]*(?:\([^()]*\)[^()]*)*\)",
    re.IGNORECASE,
)

COPY = re.compile(rf"(?:https?://[^\s/()]+)?/pictures/(?P<key>[0-9A-Za-z]{{{KEY_LENGTH}}})/[0-9]+x[0-9]+/")
# The copy links to itself, to be looked at alone.
LINKED_COPY = re.compile(rf"\[(?P<picture>!\[[^\[\]]*\]\({COPY.pattern}\))\]\([^\s()]*\)")


class TooLong(ValueError):
    """The piece of HTML is too long to be converted."""


def as_markdown(html: str) -> str:
    """Return what the HTML says as Markdown. Raise TooLong."""
    if len(html) > MOST:
        raise TooLong
    return NOWHERE.sub(r"\1", markdown_of(html, Context(References()))).strip()


def with_original_addresses(text: str, member: User) -> str:
    """Where the forum has copied a picture, name the place that it was copied from: a copy is for its own post."""
    keys = {copy["key"] for copy in COPY.finditer(text)} if "/pictures/" in text else set()
    pictures = RemotePicture.objects.visible_to(member).filter(key__in=keys) if keys else ()
    addresses = {picture.key: picture.address for picture in pictures}
    if not addresses:
        return text
    text = LINKED_COPY.sub(r"\g<picture>", text)
    return COPY.sub(lambda copy: addresses.get(copy["key"], copy[0]), text)


def converted_for(member: User, html: str) -> str:
    """The same, within the member’s share of conversions and of their time. Raise TooLong, LimitExceeded."""
    limits.enforce("paste", member.pk)
    usage = limits.peek("paste-time", member.pk)
    if usage.is_over:
        raise limits.LimitExceeded(usage.retry_after)
    started = time.process_time()
    try:
        return with_original_addresses(as_markdown(html), member)
    finally:
        limits.charge("paste-time", member.pk, int((time.process_time() - started) * 1000) + 1)


@require_POST
def paste(request: ForumRequest) -> HttpResponse:
    """Answer the Markdown for the HTML in `html`, for the script of the box."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    try:
        text, status = converted_for(request.user, request.POST.get("html", "")), 200
    except TooLong:
        text, status = _("This is too long to be converted. It’s pasted as plain text."), 422
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
