"""Sending files to those who may read a post that has them, asked anew at each request."""

from collections.abc import Callable, Iterator
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from forum.attachments import files
from forum.attachments.models import Attachment, thumbnail_name
from forum.attachments.storing import THUMBNAILS
from forum.pages.attachments.byte_ranges import OutOfRange, Part, part_of
from forum.remote_pictures.models import RemotePicture

CHUNK = 64 * 1024
HEADERS = {
    # Kept by the browser, which asks each time whether its reader still may have it.
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """A file to be saved, whatever it is called in the address."""
    attachment = attachment_or_404(request, key)
    if attachment.is_picture:
        raise Http404
    disposition = disposition_of(attachment.name, is_picture=False)
    return sent(request, disposition, attachment.stored_as, attachment.content_type, attachment.length)


@require_safe
def picture(
    request: HttpRequest, key: str, width: str, height: str, name: str, longest: str = ""
) -> HttpResponseBase:
    """A picture, or a smaller one of it where there is one."""
    attachment = attachment_or_404(request, key)
    if (width, height) != (str(attachment.width), str(attachment.height)):
        raise Http404
    if longest and int(longest) not in THUMBNAILS:
        raise Http404
    disposition = disposition_of(attachment.name, is_picture=True)
    if longest not in attachment.thumbnails:
        return sent(request, disposition, attachment.stored_as, attachment.content_type, attachment.length)
    stored_as = thumbnail_name(attachment.stored_as, longest)
    return sent(request, disposition, stored_as, "image/webp", attachment.thumbnails[longest])


@require_safe
def copy(request: HttpRequest, key: str, width: str, height: str) -> HttpResponseBase:
    """The forum's copy of a picture of another site."""
    picture = get_object_or_404(RemotePicture.objects.visible_to(request.user), key=key)
    if (width, height) != (str(picture.width), str(picture.height)):
        raise Http404
    disposition = disposition_of(f"{key}.{picture.content_type.rpartition('/')[2]}", is_picture=True)
    return sent(request, disposition, picture.stored_as, picture.content_type, picture.size)


def attachment_or_404(request: HttpRequest, key: str) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user), key=key)


def sent(
    request: HttpRequest, disposition: str, stored_as: str, content_type: str, length: int
) -> HttpResponseBase:
    etag = quote_etag(stored_as.replace("/", ""))
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return with_headers(unchanged, etag)
    if settings.FILES_SIGNED:
        return signed_address(stored_as, content_type, disposition)
    response: HttpResponseBase
    if settings.FILES_X_ACCEL:
        response = HttpResponse(headers={"X-Accel-Redirect": settings.FILES_X_ACCEL + quote(stored_as)})
    else:
        response = part_of_file(request, lambda: files.open_file(stored_as), etag, length)
    if response.status_code < 400:
        response.headers["Content-Type"], response.headers["Content-Disposition"] = content_type, disposition
    return with_headers(response, etag)


def with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["ETag"] = etag
    return response


def disposition_of(name: str, *, is_picture: bool) -> str:
    """Pictures, which we have drawn ourselves, may be looked at; everything else is to be saved."""
    kind = "inline" if is_picture else "attachment"
    plain = name.encode("ascii", "replace").decode().replace("?", "-")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def part_of_file(
    request: HttpRequest, open_it: Callable[[], "files.File | BinaryIO"], etag: str, length: int
) -> HttpResponseBase:
    """The file, or the part of it that is asked for."""
    wanted = request.headers.get("Range") if request.headers.get("If-Range", etag) == etag else None
    try:
        part = part_of(wanted, length)
    except OutOfRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    try:
        stored = open_it()
    except FileNotFoundError as error:
        raise Http404 from error
    whole = Part(0, length - 1)
    if request.method == "HEAD":
        stored.close()
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(pieces(stored, part or whole))
    response.is_as_stored = True  # type: ignore[attr-defined]  # see `compression`
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str((part or whole).length)
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{length}"
    return response


def pieces(stored: "files.File | BinaryIO", part: Part) -> Iterator[bytes]:
    with stored:
        stored.seek(part.first)
        left = part.length
        while left > 0 and (piece := stored.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


def signed_address(stored_as: str, content_type: str, disposition: str) -> HttpResponse:
    """Lead to the object storage, with an address that is good for a minute."""
    parameters = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
    address = files.storage().url(stored_as, parameters=parameters)  # type: ignore[call-arg]
    return HttpResponseRedirect(
        address, headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    )
