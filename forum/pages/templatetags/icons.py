"""Our own icons: 24 by 24, one width of stroke, in the colour of the text.

What posts show is drawn once a page, by `icon_drawings`, and named by each post, with `icon_of_page`.
"""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from forum.pages.constant_nodes import renders_the_same

register = template.Library()

PATHS = {
    "pin": "M9 3h6l-1 6 4 4H6l4-4-1-6M12 13v8",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "removed": "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    "follow": "M6 17V10a6 6 0 0 1 12 0v7l2 2H4zM10 21h4",
    "share": "M7 12v7h10v-7M12 15V4M8 8l4-4 4 4",
    "reply": "M9 7 4 12l5 5M4 12h9a7 7 0 0 1 7 7",
    "quote": "M5 17V11a4 4 0 0 1 4-4M5 13h5v4H5M14 17v-6a4 4 0 0 1 4-4M14 13h5v4h-5",
    "edit": "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
    "read": "M4 12.5l4 4L17 7M12 16.5l1 1L21 9",
    "react": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 14a4.5 4.5 0 0 0 8 0M9 9.5h.01M15 9.5h.01",
    "bookmark": "M7 4h10v16l-5-4-5 4z",
    "new": "M12 5v14M5 12h14",
    "menu": "M5 12h.5M11.75 12h.5M18.5 12h.5",
    "shield": "M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6z",
    "next": "M9 5l7 7-7 7",
    "previous": "M15 5l-7 7 7 7",
    "down": "M6 9l6 6 6-6",
    "up": "M6 15l6-6 6 6",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "history": "M4 12a8 8 0 1 0 3-6M4 4v4h4M12 8v4l3 2",
    "move": "M4 12h15M13 6l6 6-6 6",
    "bell": "M6 17V10a6 6 0 0 1 12 0v7l2 2H4zM10 21h4",
    "mute": "M6 17v-6M8.5 5.2A6 6 0 0 1 18 10v5M18 19H4l2-2M10 21h4M4 4l16 16",
    "tag": "M4 4h8l8 8-8 8-8-8zM8 8h.01",
    "filter": "M4 5h16l-6 7.5V19l-4-2v-4.5z",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "feed": "M6 18h.01M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14",
    "quiet": "M19 14a7.5 7.5 0 1 1-9-9 6 6 0 0 0 9 9z",
    "search": "M16 16l4 4M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
    "code": "M8 7l-5 5 5 5M16 7l5 5-5 5",
    "list": "M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5",
    "numbers": "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M4 14h2.5L4 18.5h2.5",
    "tasks": "M4 5h6v6H4zM4 17l2 2 4-4M14 8h6M14 17h6",
    "spoiler": "M3 12q9-12 18 0-9 12-18 0M12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M4 4l16 16",
    "table": "M4 5h16v14H4zM4 10h16M12 10v9",
    "picture": "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
    "emoji": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
    "poll": "M5 20V11M12 20V4M19 20v-6",
    "check": "M5 12.5l5 5L19 7",
    "at": "M16 8v5a2.5 2.5 0 0 0 5 0v-1a9 9 0 1 0-4 7.5M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0",
}


@register.simple_tag
@renders_the_same
@cache
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        PATHS[name],
    )


@register.simple_tag
@renders_the_same
@cache
def icon_of_page(name: str) -> SafeString:
    """The icon, on a page that has it among its `icon_drawings`."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
@renders_the_same
@cache
def icon_drawings(*names: str) -> SafeString:
    drawings = format_html_join(
        "",
        '<symbol id="i-{}" viewBox="0 0 24 24"><path d="{}"/></symbol>',
        [(name, PATHS[name]) for name in names],
    )
    return format_html('<svg class="hidden" aria-hidden="true">{}</svg>', drawings)
