import re

from django.http import HttpRequest, HttpResponse

from forum import media_folder
from forum.members import avatars
from forum.pages.requests import GetResponse
from forum.site.drawn_icon import icon_of
from forum.site.theme import style_sheet_of

PICTURE = re.compile(r"/media/([0-9a-f]{32}\.(png|webp))")
AVATAR = re.compile(r"/avatars/([0-9a-f]{32})-(48|96|192)\.webp")
THEME = re.compile(r"/(theme|palette)-([0-9a-f]{6})-[0-9a-f]{8}\.css")
ICON = re.compile(r"/icon-([0-9a-f]{6})-[0-9a-f]{8}\.svg")
# Their addresses name their content, which so never changes.
FOR_EVER = "public, max-age=31536000, immutable"
# So do these, but what is removed is to be gone elsewhere too.
A_DAY = "public, max-age=86400"


class SiteFilesMiddleware:
    """Answers for pictures and the style sheet and icon in the owner's accent, before anybody asks who reads."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and (found := file_at(request.path_info)):
            return found
        return self.get_response(request)


def file_at(path: str) -> HttpResponse | None:
    if match := PICTURE.fullmatch(path):
        content = media_folder.content_of(match[1])
        return None if content is None else answer(content, media_folder.CONTENT_TYPES[match[2]])
    if match := AVATAR.fullmatch(path):
        content = avatars.content_of(match[1], match[2])
        return None if content is None else answer(content, "image/webp", A_DAY)
    if match := THEME.fullmatch(path):
        return answer(style_sheet_of(f"#{match[2]}", match[1]).encode(), "text/css; charset=utf-8")
    if match := ICON.fullmatch(path):
        return answer(icon_of(f"#{match[1]}").encode(), "image/svg+xml")
    return None


def answer(content: bytes, content_type: str, kept: str = FOR_EVER) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = kept
    # Opened by itself, it is a document that may do nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
