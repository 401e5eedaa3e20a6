"""A piece of a web page, or of a word processor's page, as Markdown."""

from bs4 import BeautifulSoup, Tag
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markdownify import MarkdownConverter

from forum import limits
from forum.pages.requests import ForumRequest

MOST = 200_000  # characters of HTML
DEEPEST = 100  # elements within one another
# Their content is nothing that one reads.
UNREAD = ["script", "style", "template", "head", "title", "meta", "noscript", "iframe", "object", "svg", "math"]
LINKS = ("http://", "https://", "mailto:", "/")


class NotConverted(ValueError):
    """The piece is too large or too deep."""


# Headings with signs, lists with dashes, as people here type them.
STYLE = {"heading_style": "atx", "bullets": "-", "newline_style": "backslash"}


def as_markdown(html: str) -> str:
    """Return what the HTML says as Markdown. Raise NotConverted."""
    if len(html) > MOST:
        raise NotConverted
    soup = BeautifulSoup(html, "html.parser")
    if depth_of(soup) > DEEPEST:
        raise NotConverted
    for element in soup(UNREAD):
        element.decompose()
    for link in soup("a", href=True):
        if not str(link["href"]).startswith(LINKS):
            link.unwrap()
    for picture in soup("img"):
        # One from the clipboard of a word processor is a file on that person's machine.
        if not str(picture.get("src", "")).startswith(("http://", "https://", "/files/")):
            picture.replace_with(str(picture.get("alt", "")))
    lines = (line.rstrip() for line in MarkdownConverter(**STYLE).convert_soup(soup).strip().splitlines())
    return "\n".join(lines)


def depth_of(soup: BeautifulSoup) -> int:
    deepest, waiting = 0, [(soup, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element.children if isinstance(child, Tag)]  # type: ignore[misc]
    return deepest


@require_POST
def paste(request: ForumRequest) -> HttpResponse:
    """Answer the Markdown for the HTML in `html`, for the script of the box."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    limits.enforce("paste", request.user.pk)
    try:
        text = as_markdown(request.POST.get("html", ""))
    except NotConverted:
        text, status = _("This is too long to be converted. It’s pasted as plain text."), 422
    else:
        status = 200
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
