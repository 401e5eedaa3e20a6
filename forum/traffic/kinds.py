"""What kind of page an address leads to, by its beginning alone: it is asked for every request."""

from django.utils.translation import gettext_lazy as _

HOME, TOPIC, BOARD, LIST, FEED, SEARCH = "home", "topic", "board", "list", "feed", "search"
PROFILE, OWN, WAYS_IN, ADMIN, STATIC, FILES, OTHER = (
    "profile", "own", "ways_in", "admin", "static", "files", "other",
)  # fmt: skip

KINDS = {
    HOME: _("Home"),
    TOPIC: _("Topics and posts"),
    BOARD: _("Boards"),
    LIST: _("Lists and tags"),
    FEED: _("Feeds"),
    SEARCH: _("Search"),
    PROFILE: _("Members’ profiles"),
    OWN: _("Members’ own pages"),
    WAYS_IN: _("Ways in"),
    ADMIN: _("Admin and moderation"),
    STATIC: _("Styles, scripts and icons"),
    FILES: _("Files and pictures"),
    OTHER: _("Other"),
}

# By what stands between the first two slashes.
BEGINNINGS = {
    TOPIC: "t p",
    BOARD: "b boards",
    LIST: "latest new top unanswered unread mine tags tag",
    FEED: "feed",
    SEARCH: "search similar-topics",
    PROFILE: "u members",
    OWN: (
        "bookmarks completion conversations drafts following notices notifications paste preview record "
        "rejected settings start waiting"
    ),
    WAYS_IN: "accounts acts invitations mail .well-known",
    ADMIN: "admin log moderate setup",
    STATIC: "favicon.ico manifest.webmanifest opensearch.xml static",
    FILES: "avatars cards files media pictures",
}
KIND_OF_BEGINNING = {word: kind for kind, words in BEGINNINGS.items() for word in words.split()}
DRAWN = ("theme-", "palette-", "icon-")  # as the owner has chosen


def kind_of(path: str) -> str:
    if path == "/":
        return HOME
    if path.endswith("/feed/") or path.startswith("/following/feed/"):
        return FEED
    beginning = path[1:].partition("/")[0]
    if beginning.startswith(DRAWN):
        return STATIC
    return KIND_OF_BEGINNING.get(beginning, OTHER)
