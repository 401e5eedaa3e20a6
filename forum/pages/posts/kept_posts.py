"""Posts as pages show them, rendered once for all readers for whom they look the same, and kept in the process.

What is rendered sees nothing but the facts below, and is kept under these same facts. So nothing that a page shows can
be missing from the key: a post is shown anew as soon as anything about it is otherwise, and nobody is shown what was
made for somebody to whom more is shown. The text of the post is put in afterwards.
"""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import User
from forum.boards.group_settings import GroupTitle
from forum.markup.trusted_html import page_html_with_videos
from forum.pages.kept_parts import included, places
from forum.pages.posts.row import PostRow, solution_of

KEPT = 1_500  # of two to five KB each
# Between parts that stand in boxes of their own; no name has a "<".
LINES = re.compile(r"(?<=>)\s*\n\s*(?=<)")
[TEXT] = places(1)  # stands for what the post says


class Person(NamedTuple):
    pk: int
    username: str
    name: str
    handle: str
    avatar: str
    closed_at: datetime | None
    date_joined: datetime


class Answered(NamedTuple):
    get_absolute_url: str
    author: Person


class ShownPost(NamedTuple):
    pk: int
    number: int
    revision: int
    anchor: str
    get_absolute_url: str
    created_at: datetime
    edited_at: datetime | None
    is_first: bool
    is_wiki: bool
    is_edited_by_another: bool
    author_id: int
    author: Person
    edited_by: Person | None
    reply_to: Answered | None
    is_removed: bool = False


class Extras(NamedTuple):
    reactions: tuple[tuple[str, int], ...]
    own_reaction: str
    reply_count: int
    is_bookmarked: bool


class ShownRow(NamedTuple):
    role: str
    author_count: int
    titles: tuple[GroupTitle, ...]
    is_edited_by_moderator: bool
    is_solution: bool
    is_ignored: bool
    is_followed: bool
    is_edited_here: bool
    can_edit: bool
    can_tick: bool
    can_see_history: bool
    can_react: bool
    can_remove: bool
    can_solve: bool
    can_change_wiki: bool
    fetches_pictures: bool
    lacks_pictures: bool
    extras: Extras
    html: str = TEXT
    is_folded: bool = False


class ShownTopic(NamedTuple):
    pk: int
    slug: str
    is_solved: bool
    is_removed: bool
    solution: "Solved | None"


class Solved(NamedTuple):
    post_id: int


class Looking(NamedTuple):
    """Who looks, as far as posts look different to them."""

    is_authenticated: bool
    pk: int | None  # of an author who looks at their own post; else -1 for members, None for visitors


class Forum(NamedTuple):
    reactions: str
    reaction_set: tuple[str, ...]


class Facts(NamedTuple):
    """All that the template of a post is given."""

    row: ShownRow
    post: ShownPost
    topic: ShownTopic
    user: Looking
    forum: Forum
    form: bool  # whether the page has a reply box
    can_reply: bool
    can_answer: bool


def shown_post(row: PostRow, context: Context) -> SafeString:
    """The post as it stands on a page, within the context of that page."""
    if not is_alike_for_many(row, context):
        with context.push(row=row, post=row.post):
            template = "posts/_folded.html" if row.is_folded else "posts/_post.html"
            return included(context, template)
    before, after = rendered(facts_of(row, context), get_language() or "", timezone.get_current_timezone())
    return SafeString(f"{before}{page_html_with_videos(row.html, row.post.pk)}{after}")


def is_alike_for_many(row: PostRow, context: Context) -> bool:
    """Whether it is an ordinary post to an ordinary reader: anything else is rare, and rendered each time."""
    post = row.post
    return not (
        post.is_removed
        or row.is_folded
        or row.said
        or row.wiki_authors
        or row.waiting_edit
        or row.can_moderate
        or (post.is_first and context.get("poll"))
    )


@lru_cache(KEPT)
def rendered(facts: Facts, _language: str, _zone: tzinfo) -> Sequence[str]:
    """What stands before and after the text. Language and time zone are those of the moment."""
    html = LINES.sub("", render_to_string("posts/_post.html", facts._asdict()))
    before, after = html.strip().split(TEXT)
    return before, after


def facts_of(row: PostRow, context: Context) -> Facts:
    topic, reader, site = row.topic, row.reader, row.site
    solution = solution_of(topic) if topic.is_solved else None
    is_own = reader.is_authenticated and row.post.author_id == reader.pk
    return Facts(
        row_facts(row),
        post_facts(row.post),
        ShownTopic(
            topic.pk,
            topic.slug,
            topic.is_solved,
            topic.is_removed,
            None if solution is None else Solved(solution),
        ),
        Looking(reader.is_authenticated, reader.pk if is_own else -1 if reader.is_authenticated else None),
        Forum(site.reactions, tuple(site.reaction_set)),
        bool(context.get("form")),
        bool(context.get("can_reply")),
        bool(context.get("can_answer")),
    )


def row_facts(row: PostRow) -> ShownRow:
    extras = row.extras
    return ShownRow(
        str(row.role),
        row.author_count,
        tuple(row.titles),
        row.is_edited_by_moderator,
        row.is_solution,
        row.is_ignored,
        row.is_followed,
        row.is_edited_here,
        row.can_edit,
        row.can_tick,
        row.can_see_history,
        row.can_react,
        row.can_remove,
        row.can_solve,
        row.can_change_wiki,
        row.fetches_pictures,
        row.lacks_pictures,
        Extras(tuple(extras.reactions), extras.own_reaction, extras.reply_count, extras.is_bookmarked),
    )


def post_facts(post: Any) -> ShownPost:
    answered = post.reply_to
    return ShownPost(
        post.pk,
        post.number,
        post.revision,
        post.anchor(),
        post.get_absolute_url(),
        post.created_at,
        post.edited_at,
        post.is_first,
        post.is_wiki,
        post.is_edited_by_another,
        post.author_id,
        person(post.author),
        person(post.edited_by) if post.edited_by else None,
        Answered(answered.get_absolute_url(), person(answered.author)) if answered else None,
    )


def person(member: User) -> Person:
    return Person(
        member.pk,
        member.username,
        member.name,
        member.handle,
        member.avatar,
        member.closed_at,
        member.date_joined,
    )
