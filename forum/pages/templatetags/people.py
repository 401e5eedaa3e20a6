import zlib
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from forum.members.avatars import SIZES, avatar_address
from forum.pages.kept_parts import Place
from forum.site.page_addresses import page_address

register = template.Library()

HUES = 12
KEPT = 2_000  # of what is made from names alone: a page shows the same people many times


@register.simple_tag
def avatar(member: User, side: int = 40) -> SafeString:
    """A member's picture, else their initials on their colour; for the eye alone, since the name stands beside it.

    `side` is how large it is shown, in pixels.
    """
    if isinstance(member.avatar, Place):
        return member.avatar
    return _picture(member.avatar, side) if member.avatar else _avatar(member.username, member.name)


@register.simple_tag
def named(member: User) -> SafeString:
    """The shown name, and the username after it if it is another. Neither reverses the text beside it."""
    if not member.handle:
        return format_html("<bdi>{}</bdi>", member.name)
    return format_html('<bdi>{}</bdi> <bdi class="handle">{}</bdi>', member.name, member.handle)


@register.simple_tag
def person(member: User) -> SafeString:
    """The same as a link to their page; members who have left have none."""
    if member.closed_at:
        return named(member)
    return _person(member.username, member.name, member.handle)


@register.simple_tag
def handle(member: User) -> SafeString | str:
    return _handle(member.handle)


@lru_cache(KEPT)
def _avatar(username: str, name: str) -> SafeString:
    return format_html(
        '<svg class="avatar hue-{}" viewBox="0 0 40 40" aria-hidden="true"><text>{}</text></svg>',
        zlib.crc32(username.encode()) % HUES,
        initials(name),
    )


@lru_cache(KEPT)
def _picture(name: str, side: int) -> SafeString:
    sizes = [(avatar_address(name, size), size) for size in SIZES]
    return format_html(
        '<img class="avatar" src="{}" srcset="{}" sizes="{}px" width="{}" height="{}" alt="" loading="lazy" '
        'decoding="async">',
        sizes[0][0],
        ", ".join(f"{address} {size}w" for address, size in sizes),
        *[side] * 3,
    )


@lru_cache(KEPT)
def _person(username: str, name: str, handle: str) -> SafeString:
    page = page_address("member", username)
    return format_html('<a href="{}"><bdi>{}</bdi></a>{}', page, name, _handle(handle))


@lru_cache(KEPT)
def _handle(handle: str) -> SafeString | str:
    return format_html(' <bdi class="handle">{}</bdi>', handle) if handle else ""


def initials(name: str) -> str:
    """One or two letters for a name; one in scripts whose letters are wide."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in name).split() if word]
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E80 or len(words) == 1:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()
