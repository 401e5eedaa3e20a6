"""The tags and attributes we write, and nothing else: no class and no attribute is ever the author's."""

import re
from collections.abc import Mapping
from html import escape

from forum.markup.html.highlighting import highlighted
from forum.markup.html.nesting import HEADINGS
from forum.markup.links import REL, leads_elsewhere

# A post stands below the page's own headings.
DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5"} | dict.fromkeys(("h4", "h5", "h6"), "h6")
ALIGNMENTS = ("left", "center", "right")
# What is too wide scrolls in its box, and a box that scrolls must be reachable by keyboard.
BOXED = {
    "pre": ('<pre tabindex="0">', "</pre>"),
    "table": ('<div class="table-scroll" tabindex="0"><table>', "</table></div>"),
}
# How long the longer sides of an attached picture's smaller ones are, and how wide the page shows it.
THUMBNAILS = (640, 1280)
SIZES = "(min-width: 48rem) 42rem, 100vw"
HIGHEST = 512  # pixels of a picture on a page, the 32rem of its style
QUOTED_LINE = '<p class="quoted">'
TASK_ITEM = '<li class="task">'
NO_NAME = re.compile(r'alt="\s*"')
NOTE = '<li class="note">'
NOTES = ('<ol class="footnotes">', "</ol>")
SPOILER = ('<span class="spoiler" tabindex="0">', "</span>")
SPOILER_BLOCK = ('<details class="spoiler">', "</details>")


def text(value: str) -> str:
    return escape(value, quote=False)


def tags(tag: str, css_class: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    """Return the start and end tag of an element that depends on nothing else in the text."""
    match tag, css_class:
        case "ol", "footnotes":
            return NOTES
        case "ol", _:
            return ordered_list(first_number(attributes))
        case "details", "spoiler":
            return SPOILER_BLOCK
        case "li", "task" | "task done":
            return TASK_ITEM, "</li>"
        case "p", "quoted":
            return QUOTED_LINE, "</p>"
        case "td" | "th", _:
            return cell(tag, attributes.get("align", ""))
        case _:
            return simple(tag)


def simple(tag: str) -> tuple[str, str]:
    """Return the start and end tag of an element without attributes."""
    if tag in BOXED:
        return BOXED[tag]
    name = DEMOTED[tag] if tag in HEADINGS else tag
    return f"<{name}>", f"</{name}>"


def link(address: str, is_alone: bool = False) -> tuple[str, str]:
    """A link; one that is alone on its line says so, for a preview of what it leads to."""
    css_class = ' class="alone"' if is_alone else ""
    rel = f' rel="{REL}"' if leads_elsewhere(address) else ""
    return f'<a{css_class} href="{escape(address)}"{rel}>', "</a>"


def name_link(out: list[str], start: int, address: str) -> None:
    """Give the link without words that starts there its address: its picture is called by it, or else it is shown."""
    for place in range(start + 1, len(out)):
        if out[place].startswith("<img "):
            out[place] = NO_NAME.sub(lambda _: f'alt="{escape(address)}"', out[place], count=1)
            return
    out.append(text(address))


def image(address: str, alt: str, width: str = "", height: str = "", more: str = "") -> str:
    return (
        f'<img src="{escape(address)}"{more} alt="{escape(alt)}"{sides(width, height)}'
        ' loading="lazy" decoding="async" referrerpolicy="no-referrer">'
    )


def attached_picture(parts: re.Match[str], alt: str, width: str, height: str, in_link: bool) -> str:
    """A picture that a member has attached: the smaller ones of it, in a link to the whole."""
    start, own_width, own_height, name = parts.groups()
    longer = max(int(own_width), int(own_height))
    smaller = [longest for longest in THUMBNAILS if longest < longer]
    sources = [
        f"{start}{longest}/{name} {max(1, round(int(own_width) * longest / longer))}w" for longest in smaller
    ]
    address = f"{start}{smaller[-1]}/{name}" if smaller else parts[0]
    more = f' srcset="{escape(", ".join(sources))}" sizes="{SIZES}"' if len(sources) > 1 else ""
    if not (width or height):
        width, height = own_width, own_height
    picture = image(address, alt, width, height, more)
    return picture if in_link else f'<a class="picture" href="{escape(parts[0])}">{picture}</a>'


def picture_to_copy(address: str, alt: str, width: str, height: str, in_link: bool) -> str:
    """A link to a picture elsewhere, marked for the page that has a copy of it. See `forum.markup.remote_pictures`."""
    name = escape(alt if alt.strip() else address)
    shown = sides(width, height, "data-")
    if in_link:
        return f'<span class="remote-picture" data-address="{escape(address)}"{shown}>{name}</span>'
    return f'<a class="remote-picture" href="{escape(address)}"{shown} rel="{REL}">{name}</a>'


def sides(width: str, height: str, start: str = "") -> str:
    """The sides of a picture no higher than a page shows it: in a box of another shape it had no round corners."""
    wide, high = (whole_number(pixels, longest=4, otherwise=0) for pixels in (width, height))
    if wide and high > HIGHEST:
        wide, high = max(1, round(wide * HIGHEST / high)), HIGHEST
    named = ((f"{start}width", wide), (f"{start}height", high))
    return "".join(f' {name}="{pixels}"' for name, pixels in named if pixels)


def cell(tag: str, align: str) -> tuple[str, str]:
    return f'<{tag} align="{align}">' if align in ALIGNMENTS else f"<{tag}>", f"</{tag}>"


def ordered_list(start: int) -> tuple[str, str]:
    return f'<ol start="{start}">' if start != 1 else "<ol>", "</ol>"


def first_number(attributes: Mapping[str, str]) -> int:
    return whole_number(attributes.get("start", ""), longest=9, otherwise=1)


def whole_number(digits: str, longest: int, otherwise: int) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= longest else otherwise


def code(value: str, language: str, in_colour: bool) -> str:
    """A code element; `language` is the name of a lexer or "", and only then becomes a class."""
    css_class = f' class="language-{escape(language)}"' if language else ""
    return f"<code{css_class}>{highlighted(value, language) if in_colour else text(value)}</code>"


def latex(value: str, in_block: bool) -> str:
    """A formula that is shown as it was typed."""
    opening, closing = BOXED["pre"] if in_block else ("", "")
    return f"{opening}<code>{text(value)}</code>{closing}"


def task_box(box: str, line: int = 0) -> str:
    """The box of a task list's item, with its line in the source if that is known."""
    place = f' data-line="{line}"' if line else ""
    return f'<span class="task-box"{place}>{box}</span> '


def reference(note: int, in_link: bool) -> str:
    number = str(note) if in_link else f'<a href="#note-{note}">{note}</a>'
    return f'<sup class="footnote">{number}</sup>'


def links_back(note: int, references: int) -> str:
    """Links from a note to each place that refers to it."""
    links = [f'<a class="footnote-back" href="#ref-{note}">↩</a>'] if references else []
    links += [
        f'<a class="footnote-back" href="#ref-{note}-{count}">↩<sup>{count}</sup></a>'
        for count in range(2, references + 1)
    ]
    return "".join(f" {link}" for link in links)
