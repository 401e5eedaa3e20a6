"""The pages of which visitors' copies may be kept, each with the names that its query may have."""

import re

from django.urls import Resolver404, resolve

from forum.pages.topic_lists.lists import LISTS

PAGE = frozenset({"page"})
LIST = PAGE | {"board", "period", "solved", "sort", "tag"}
NONE: frozenset[str] = frozenset()

KEPT_VIEWS = {
    "home": NONE,
    "boards": PAGE | {"in"},
    "board": PAGE | {"solved", "sort", "tag"},
    **{name: LIST for name, listing in LISTS.items() if not listing.is_for_members},
    "topic": PAGE | {"after", "of", "view"},
    "topic-copy": PAGE,
    "tags": PAGE,
    "tag": PAGE | {"sort"},
    "member": frozenset({"before", "show"}),
    **dict.fromkeys(("site-feed", "board-feed", "tag-feed", "topic-feed", "person-feed"), NONE),
    **dict.fromkeys(("own-page", "announcement", "writing-help", "keys-help", "searching-help"), NONE),
    **dict.fromkeys(("robots", "training", "opensearch", "manifest"), NONE),
    **dict.fromkeys(("sitemap", "sitemap-pages", "sitemap-topics", "sitemap-members"), NONE),
}
QUERY = re.compile(r"[a-z]+=[\w.~%:+-]{1,100}(?:&[a-z]+=[\w.~%:+-]{1,100}){0,5}", re.ASCII)


def is_kept(path: str, query: str) -> bool:
    """Whether this is the address of a page that may be kept."""
    if query and not QUERY.fullmatch(query):
        return False
    try:
        names = KEPT_VIEWS.get(resolve(path).view_name)
    except Resolver404:
        return False
    if names is None:
        return False
    asked = [part.partition("=")[0] for part in query.split("&") if part]
    return names.issuperset(asked) and len(asked) == len(set(asked))
