import re

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# What `html_elements` writes; in stored HTML no text and no attribute of an author's has a "<".
DIRECTED = re.compile(r"<(ul|ol|blockquote|table)\b")
SCROLLING = re.compile(r'<(pre|div class="table-scroll") tabindex="0"')
HEADING = re.compile(r"(</?h)([3-6])(?=>)")


def trust_stored_html(html: str) -> SafeString:
    """Vouch for HTML that `render` made and the database kept. The only place that does."""
    return SafeString(html)


def page_html(html: str) -> SafeString:
    """Stored HTML for a page: lists, quotes and tables run the way their letters do, and what scrolls has a name."""
    names = {"pre": _("Code"), "div": _("Table")}
    html = DIRECTED.sub(r'<\1 dir="auto"', html)

    def named(start: re.Match[str]) -> str:
        name = names[start[1].partition(" ")[0]].replace('"', "&quot;")
        return f'<{start[1]} tabindex="0" role="group" aria-label="{name}"'

    return trust_stored_html(SCROLLING.sub(named, html))


def titled_page_html(html: str) -> SafeString:
    """The same for a text that stands right below a page's title: its highest heading is the second of the page."""
    levels = sorted({found[2] for found in HEADING.finditer(html)})
    return page_html(HEADING.sub(lambda found: f"{found[1]}{levels.index(found[2]) + 2}", html))
