"""The whole way of one text, without limits of time. Only for text that `accept` has let in."""

import logging
from collections.abc import Mapping
from html import escape

from forum.markup.html_writer import Dressing
from forum.markup.markdown_to_html import convert
from forum.markup.results import REASONS, UNSOUND, Rendered, Unsound
from forum.markup.sanitising import sanitise

logger = logging.getLogger(__name__)


def produce(source: str, members: Mapping[str, str]) -> Rendered:
    """The text rendered. Raises `Unsound`, whatever the parsers underneath raise."""
    try:
        # Line ends between tags mean nothing, and each costs the sanitiser as much as a tag.
        return Dressing(members).dress(sanitise(convert(source).replace(">\n<", "><")))
    except Unsound:
        raise
    except Exception as error:
        logger.warning("A text could not be rendered: %s: %.200s", type(error).__name__, error)
        raise Unsound(UNSOUND) from error


def shown_plain(source: str, reason: str) -> Rendered:
    """The source itself, escaped, for when it cannot be rendered."""
    lines = source.strip("\n")
    return Rendered(
        html=f'<pre class="plain">{escape(lines, quote=False)}</pre>',
        text=source.strip(),
        plain=True,
        plain_reason=REASONS[reason],
    )
