"""Whom a rendered text mentions and quotes, read from its stored HTML."""

import re
from urllib.parse import unquote

from forum.html_entities import unescape
from forum.markup.links import post_id

PART = re.compile(
    r'<(?P<end>/?)blockquote|<a class="mention" href="/u/(?P<name>[^"/]+)/"|<p class="quoted"[^>]*>(?P<line>.*?)</p>'
    r'|<span class="mention"[^>]*>(?P<group>@[^<]+)</span>',
    re.DOTALL,
)
HREF = re.compile(r'href="([^"]+)"')


# Inside the link the name may be in an element of its own.
MENTION_LINK = re.compile(r'<a class="mention" href="/u/([^"/]+)/"[^>]*>(?:<[^<>]*>)?@([^<]+)<')

GROUP_MENTION = re.compile(r'<span class="mention"[^>]*>(@[^<]+)</span>')


def linked_members(html: str) -> dict[str, str]:
    """The members and groups that a stored text links, as `render` takes them: rendered again, it links no others."""
    members = {unescape(name).casefold(): unquote(member) for member, name in MENTION_LINK.findall(html)}
    groups = (unescape(name) for name in GROUP_MENTION.findall(html))
    return members | {name[1:].casefold(): name for name in groups}


def addressees(html: str) -> tuple[set[str], set[int]]:
    """The members it mentions outside quotations, groups with an @ before the name, and the posts it quotes."""
    names: set[str] = set()
    posts: set[int] = set()
    depth = 0
    for part in PART.finditer(html):
        if part["name"] is not None:
            names |= {unquote(part["name"])} if depth == 0 else set()
        elif part["group"] is not None:
            names |= {unescape(part["group"])} if depth == 0 else set()
        elif part["line"] is not None:
            post_ids = (post_id(address) for address in HREF.findall(part["line"]))
            posts |= {number for number in post_ids if number is not None}
        else:
            depth += -1 if part["end"] else 1
    return names, posts
