"""Posts as pages show them: each outline is rendered once, and kept with places for what is a post's own.

See `outline`. A post is shown anew as soon as anything about it is otherwise, and nobody is shown what
was made for somebody to whom more is shown.
"""

import re
from collections.abc import Iterable
from datetime import tzinfo
from functools import lru_cache

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forum.pages.kept_parts import included
from forum.pages.posts.outline import AVATAR, PLACES, Outline, around_of, outline_of
from forum.pages.posts.outline_filling import filling_of
from forum.pages.posts.row import PostRow
from forum.pages.templatetags.dates import Moments

KEPT = 1_000  # of two to five KB each
# Between parts that stand in boxes of their own; no name has a "<".
LINES = re.compile(rf"(?:(?<=>)|(?<={AVATAR}))\s*\n\s*(?=<|{AVATAR})")
# The longest first, for some begin as others do.
ANY_PLACE = re.compile("|".join(sorted(PLACES, key=len, reverse=True)))


def shown_post(row: PostRow, context: Context) -> SafeString:
    [html] = shown_posts([row], context)
    return html


def shown_posts(rows: Iterable[PostRow], context: Context) -> list[SafeString]:
    """The posts of a topic as they stand on a page, within the context of that page."""
    around, moments = None, Moments()
    shown = []
    for row in rows:
        if is_alike_for_many(row, context):
            around = around or around_of(row, context)
            html = rendered(outline_of(row, around), moments.language, moments.zone)
            shown.append(SafeString(html % filling_of(row, moments)))
            continue
        with context.push(row=row, post=row.post):
            template = "posts/_folded.html" if row.is_folded else "posts/_post.html"
            shown.append(included(context, template))
    return shown


def is_alike_for_many(row: PostRow, context: Context) -> bool:
    """Whether it is an ordinary post to an ordinary reader: anything else is rare, and rendered each time."""
    post = row.post
    return not (
        post.is_removed
        or row.is_folded
        or row.said
        or row.wiki_authors
        or row.waiting_edit
        or (row.reader.is_authenticated and row.can_moderate)
        or (post.is_first and context.get("poll"))
    )


@lru_cache(KEPT)
def rendered(outline: Outline, _language: str, _zone: tzinfo) -> str:
    """The post, to be filled by name. Language and time zone are those of the moment."""
    html = LINES.sub("", render_to_string("posts/_post.html", outline.facts())).strip()
    return ANY_PLACE.sub(r"%(\g<0>)s", html.replace("%", "%%"))
