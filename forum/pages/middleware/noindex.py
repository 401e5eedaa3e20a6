from django.http import HttpRequest, HttpResponse

from forum.pages.requests import GetResponse

# What search engines may show. Whatever else there is, forms and pages of one's own, is theirs only to follow links.
INDEXED = {"home", "latest", "boards", "board", "topic", "tags", "tag", "member", "own-page", "writing-help"}
# Any other question is another order, a part or a state of the same page.
QUESTIONS = {"page"}
# What a page says in its own head, if it has nothing to show. No text of anybody holds a "<".
META = b'<meta name="robots" content="noindex">'


class NoIndexMiddleware:
    """Asks search engines not to show a page unless it is one that they may."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and (not is_indexed(request) or META in response.content):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


def is_indexed(request: HttpRequest) -> bool:
    match = request.resolver_match
    asked = {part.partition("=")[0] for part in request.META.get("QUERY_STRING", "").split("&") if part}
    return match is not None and match.view_name in INDEXED and asked <= QUESTIONS
