"""Categories and tags that a text names: `#garden`, `#house:garden`, `#tools::tag`."""

import re

from forum.importing.converting.context import Context, link_text
from forum.importing.converting.links import local_path, path_within
from forum.importing.converting.stash import Stash

TYPED = re.compile(r"(?<![\w&/#\x03])#([\w-]+(?::[\w-]+)*(?:::\w+)?)")
COOKED = re.compile(r'<a class="hashtag(?:-cooked)?" href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
MARK = re.compile(r"<[^>]*>")
# The words by which an address is named: the last before its number.
SLUG = re.compile(r"/(?:c|tags?)/(?:[^/]+/)*?([^/]+)(?:/\d+)?/?")


def with_hashtags(text: str, context: Context, stash: Stash) -> str:
    """Link those that the old forum linked, and that are known here."""
    known: dict[str, str] = {}
    for address, words in COOKED.findall(context.cooked):
        slug = SLUG.fullmatch(address)
        local = local_hashtag(address, MARK.sub("", words).strip().removeprefix("#"), context)
        if slug and local:
            known[slug[1].casefold()] = local

    def linked(match: re.Match[str]) -> str:
        slug = match[1].partition("::")[0].rpartition(":")[2]
        link = known.get(slug.casefold())
        return stash.keep(link) if link else match[0]

    return TYPED.sub(linked, text)


def local_hashtag(address: str, words: str, context: Context) -> str | None:
    path = path_within(address, context)
    local = local_path(path, context) if path else None
    return f"[{link_text(words)}]({local})" if local else None
