"""The tags and attributes we write, and nothing else: no class and no attribute is ever the author's."""

from html import escape

from forum.markup.highlighting import highlighted
from forum.markup.html_nesting import HEADINGS
from forum.markup.links import REL, leads_elsewhere

# A post stands below the page's own headings.
DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5"} | dict.fromkeys(("h4", "h5", "h6"), "h6")
ALIGNMENTS = ("left", "center", "right")
# What is too wide scrolls in its box, and a box that scrolls must be reachable by keyboard.
BOXED = {
    "pre": ('<pre tabindex="0">', "</pre>"),
    "table": ('<div class="table-scroll" tabindex="0"><table>', "</table></div>"),
}
QUOTED_LINE = '<p class="quoted">'
TASK_ITEM = '<li class="task">'


def text(value: str) -> str:
    return escape(value, quote=False)


def simple(tag: str) -> tuple[str, str]:
    """Return the start and end tag of an element without attributes."""
    if tag in BOXED:
        return BOXED[tag]
    name = DEMOTED[tag] if tag in HEADINGS else tag
    return f"<{name}>", f"</{name}>"


def link(address: str) -> tuple[str, str]:
    rel = f' rel="{REL}"' if leads_elsewhere(address) else ""
    return f'<a href="{escape(address)}"{rel}>', "</a>"


def image(address: str, alt: str) -> str:
    return (
        f'<img src="{escape(address)}" alt="{escape(alt)}" loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer">'
    )


def cell(tag: str, align: str) -> tuple[str, str]:
    return f'<{tag} align="{align}">' if align in ALIGNMENTS else f"<{tag}>", f"</{tag}>"


def ordered_list(start: int) -> tuple[str, str]:
    return f'<ol start="{start}">' if start != 1 else "<ol>", "</ol>"


def code(value: str, language: str, in_colour: bool) -> str:
    """A code element; `language` is the name of a lexer or "", and only then becomes a class."""
    css_class = f' class="language-{escape(language)}"' if language else ""
    return f"<code{css_class}>{highlighted(value, language) if in_colour else text(value)}</code>"


def task_box(box: str) -> str:
    return f'<span class="task-box">{box}</span> '
