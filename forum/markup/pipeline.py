"""A text from Markdown to safe HTML: convert, sanitise, write. No limit of time; takes what `accepted_text` returns."""

import logging
from collections.abc import Mapping
from html import escape

from forum.markup.html.writer import HtmlWriter
from forum.markup.markdown_to_html import convert
from forum.markup.options import Options
from forum.markup.results import REASONS, UNSOUND, Rendered, Unsound
from forum.markup.sanitising import sanitise

# How the HTML of a text begins that is shown as it was typed.
PLAIN = '<pre class="plain">'

logger = logging.getLogger(__name__)


def render_unlimited(source: str, members: Mapping[str, str], options: Options = Options()) -> Rendered:
    """The text as HTML, plain text and facts. Raise Unsound, whatever the parsers underneath raise."""
    try:
        html = convert(source, options)
        # Line ends between tags mean nothing, and each costs the sanitiser as much as a tag.
        html = html.replace(">\n<", "><")
        html = sanitise(html)
        return HtmlWriter(members, options).write(html)
    except Unsound:
        raise
    except Exception as error:
        logger.warning("A text could not be rendered: %s: %.200s", type(error).__name__, error)
        raise Unsound(UNSOUND) from error


def plain_rendering(source: str, reason: str) -> Rendered:
    """The source itself, escaped, where it cannot be rendered."""
    lines = source.strip("\n")
    return Rendered(
        html=f"{PLAIN}{escape(lines, quote=False)}</pre>",
        text=source.strip(),
        plain=True,
        plain_reason=REASONS[reason],
    )
