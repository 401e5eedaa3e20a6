"""What stands in the places of a post's outline: its own names, numbers and moments, as HTML."""

from functools import lru_cache
from html import escape  # all of it goes into one text: Django’s would mark each piece as HTML
from urllib.parse import quote

from django.utils.http import RFC3986_SUBDELIMS

from accounts.models import User
from forum.markup.trusted_html import page_html_with_videos
from forum.pages.posts.outline import (
    ANSWERED,
    ANSWERED_HANDLE,
    ANSWERED_NAMES,
    AUTHOR_NAMES,
    AVATAR,
    COUNTS,
    CREATED,
    EDITED,
    EDITOR_HANDLE,
    EDITOR_NAMES,
    HANDLE,
    JOINED,
    NUMBER,
    PK,
    POSTS,
    ROLE,
    SLUG,
    SOLUTION,
    TEXT,
    TOPIC,
    USERNAME,
    name_place,
)
from forum.pages.posts.row import PostRow, solution_of
from forum.pages.templatetags.dates import Moments
from forum.pages.templatetags.people import avatar


def filling_of(row: PostRow, moments: Moments) -> dict[str, str]:
    """What stands in the places, as HTML."""
    post, topic = row.post, row.topic
    author, pk = post.author, str(post.pk)
    filling: dict[str, str] = {
        PK: pk,
        NUMBER: str(post.number),
        CREATED: moments.on(post.created_at) if post.is_first else moments.published(post.created_at),
        TEXT: page_html_with_videos(row.html, post.pk),
        USERNAME: in_address(author.username),
        AVATAR: avatar(author),
        JOINED: escape(moments.month(author.date_joined)),
        ROLE: escape(row.role),
        POSTS: escape(row.author_posts),
        TOPIC: str(topic.pk),
        SLUG: in_address(topic.slug),
    }
    fill_name(filling, author, AUTHOR_NAMES, HANDLE)
    if post.edited_at:
        filling[EDITED] = escape(moments.written(post.edited_at, "c"))
    if post.edited_by:
        fill_name(filling, post.edited_by, EDITOR_NAMES, EDITOR_HANDLE)
    if post.reply_to:
        filling[ANSWERED] = str(post.reply_to.pk)
        fill_name(filling, post.reply_to.author, ANSWERED_NAMES, ANSWERED_HANDLE)
    if topic.is_solved:
        filling[SOLUTION] = str(solution_of(topic))
    for place, (_emoji, count) in zip(COUNTS, row.extras.reactions, strict=False):
        filling[place] = str(count)
    return filling


def fill_name(filling: dict[str, str], member: User, its_names: tuple[str, ...], handle: str) -> None:
    name = member.name
    filling[name_place(name, its_names)] = escape(name)
    filling[handle] = escape(member.handle)


@lru_cache(10_000)
def in_address(part: str) -> str:
    """The part as it stands in the addresses that Django makes."""
    return escape(quote(part, safe=f"{RFC3986_SUBDELIMS}/~:@"))
