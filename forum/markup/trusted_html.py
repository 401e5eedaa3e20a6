"""Stored HTML on its way to a page, and the words that a page adds to it in the reader's language.

The patterns are what `html.elements` writes. In stored HTML no text and no attribute of an author's has a "<".
"""

import re
from collections import Counter

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.markup.videos import with_videos

DIRECTED = re.compile(' dir="(?:auto|ltr|rtl)">')
# Not what is inside of these, or a browser would skip it when it looks for their direction.
UNDIRECTED = re.compile(r"<(?:ul|ol|blockquote|table)\b|^<(?:p|h[2-6])\b", re.MULTILINE)
SCROLLING = re.compile(r'<(pre|div class="table-scroll") tabindex="0"')
HEADING = re.compile(r"(</?h)([3-6])\b")
TASK_BOX = re.compile(r'<span class="task-box"([^>]*)>(.)')
SPOILER = '<span class="spoiler" tabindex="0"'
UNTITLED = re.compile(r'<details( class="spoiler")?([^>]*)><summary></summary>')
REFERENCE = re.compile(r'<sup class="footnote"><a href="#note-(\d+)">')
LINK_BACK = re.compile(r'<a class="footnote-back" href="#ref-([\d-]+)">')
UNDESCRIBED = re.compile(r'<a class="picture"( href="[^"]*"><img [^>]*\balt="\s*")')
NOTES = '<ol class="footnotes"'
NOTE = re.compile('<li class="note"')


def trust_stored_html(html: str) -> SafeString:
    """Vouch for HTML that `render` made and the database kept. The only place that does."""
    return SafeString(html)


def page_html(html: str, key: object = "text") -> SafeString:
    """Stored HTML for a page: footnotes lead to and fro, and what has no words of its own gets a name.

    No two texts of one page may have the same `key`.
    """
    is_directed = has_directions(html)
    html = with_names(html)
    if NOTES in html:
        html = with_linked_footnotes(html, str(key))
    if not is_directed:
        html = UNDIRECTED.sub(r'\g<0> dir="auto"', html)
    return trust_stored_html(html)


def page_html_with_videos(html: str, key: object = "text") -> SafeString:
    """The same for a page that may play the videos that it links to."""
    return trust_stored_html(with_videos(page_html(html, key)))


def titled_page_html(html: str, key: object = "text") -> SafeString:
    """The same for a text that stands right below a page's title: its highest heading is the second of the page."""
    levels = sorted({found[2] for found in HEADING.finditer(html)})
    return page_html(HEADING.sub(lambda found: f"{found[1]}{levels.index(found[2]) + 2}", html), key)


def has_directions(html: str) -> bool:
    """False for what the first version rendered, and for what is all numbers and pictures."""
    return bool(DIRECTED.search(html))


def with_names(html: str) -> str:
    html = SCROLLING.sub(with_name, html)
    if "task-box" in html:
        done, open_ = escape(_("Done")), escape(_("Not done"))
        html = TASK_BOX.sub(
            lambda box: (
                f'<span class="task-box"{box[1]} role="img" aria-label="{done if box[2] == "☑" else open_}">{box[2]}'
            ),
            html,
        )
    if 'class="picture"' in html:
        name = escape(_("Picture without a description"))
        html = UNDESCRIBED.sub(lambda link: f'<a class="picture" aria-label="{name}"{link[1]}', html)
    if SPOILER in html:
        name = escape(_("Spoiler"))
        html = html.replace(SPOILER, f'{SPOILER} role="group" aria-label="{name}"')
    return UNTITLED.sub(with_title, html)


def with_name(box: re.Match[str]) -> str:
    name = _("Code") if box[1] == "pre" else _("Table")
    return f'{box[0]} role="group" aria-label="{escape(name)}"'


def with_title(start: re.Match[str]) -> str:
    title = _("Spoiler") if start[1] else _("Details")
    return f"<details{start[1] or ''}{start[2]}><summary>{escape(title)}</summary>"


def with_linked_footnotes(html: str, key: str) -> str:
    """Give notes and what refers to them ids, which a text cannot have before it has its place on a page."""
    references: Counter[str] = Counter()
    notes = iter(range(1, html.count("<li") + 1))

    def reference(start: re.Match[str]) -> str:
        note = start[1]
        references[note] += 1
        place = note if references[note] == 1 else f"{note}-{references[note]}"
        label = escape(_("Footnote %s") % note)
        return (
            f'<sup class="footnote"><a href="#note-{key}-{note}" id="ref-{key}-{place}"'
            f' role="doc-noteref" aria-label="{label}">'
        )

    def link_back(start: re.Match[str]) -> str:
        label = escape(_("Back to reference %s") % start[1])
        return (
            f'<a class="footnote-back" href="#ref-{key}-{start[1]}" role="doc-backlink" aria-label="{label}">'
        )

    html = REFERENCE.sub(reference, html)
    html = LINK_BACK.sub(link_back, html)
    html = NOTE.sub(lambda start: f'{start[0]} id="note-{key}-{next(notes)}"', html)
    return html.replace(NOTES, f'{NOTES} aria-label="{escape(_("Footnotes"))}"')
