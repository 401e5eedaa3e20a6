"""The old forum's texts into ours: what was typed there, or the HTML made of it, becomes our Markdown.

Everything is linear in the length of the text or nearly so, and nothing inside code is touched.
"""

from forum.importing.converting.blocks import Blocks
from forum.importing.converting.context import Context, References, Target, link_text
from forum.importing.converting.html_to_markdown import markdown_of
from forum.importing.converting.line_ends import runs_lines_together
from forum.importing.storable import storable

__all__ = ["Context", "References", "Target", "link_text", "to_markdown"]


def to_markdown(raw: str | None, context: Context) -> str:
    """The post in our Markdown, from its own text or else from its HTML.

    What could not be kept as it was is noted in `context`; "" means that there was nothing.
    """
    if raw is None:
        context.warn("rebuilt")
        return markdown_of(clean(context.cooked, context), context)
    raw = clean(raw, context)
    context.runs_lines_together = runs_lines_together(raw, context.cooked)
    return Blocks(raw.split("\n"), context).convert()


def clean(text: str, context: Context) -> str:
    """The text with plain line ends and without what cannot be stored."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    stripped = storable(text)
    if stripped != text:
        context.warn("characters")
    return stripped
