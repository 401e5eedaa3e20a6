"""What shows of the reactions to a post, and the menu to choose one from."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forum.pages.posts.extras import PostExtras
from forum.posts.models import Post
from forum.site.models import SiteSettings

register = template.Library()

# For a post's id and number, and nothing else: the menu holds no text of anybody.
ID, NUMBER = (str(10**17 + secrets.randbelow(10**17)) for _place in range(2))


REPLY_BOX, ACTS = "reply-form", "post-acts"


@dataclass(frozen=True)
class Chip:
    emoji: str
    count: int
    is_own: bool


@register.simple_tag
def reaction_chips(extras: PostExtras, forum: SiteSettings) -> list[Chip]:
    """The reactions to a post, in the order in which they can be chosen; those that cannot be any more are the last."""
    order = {emoji: place for place, emoji in enumerate(forum.reaction_set)}
    tally = sorted(extras.reactions, key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    return [Chip(emoji, count, emoji == extras.own_reaction) for emoji, count in tally]


@register.simple_tag(takes_context=True)
def acts_form(context: Context) -> str:
    """The id of the form that a post's buttons send: where there is a reply box that one, so that its text is kept."""
    return context.get("box") or (REPLY_BOX if context.get("form") else ACTS)


@register.simple_tag
def reaction_menu(post: Post, forum: SiteSettings, box: str) -> SafeString:
    """The menu of a post. It is rendered once, since menus differ in the post alone."""
    parts = menu_parts(forum.reactions, box, get_language() or "")
    return SafeString(parts.replace(ID, str(post.pk)).replace(NUMBER, str(post.number)))


@lru_cache(maxsize=32)
def menu_parts(reactions: str, box: str, language: str) -> str:
    context = {"id": ID, "number": NUMBER, "emoji": reactions.split(), "box": box}
    return render_to_string("posts/_reaction_menu.html", context)
