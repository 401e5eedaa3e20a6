"""The old forum's texts into ours: what was typed there, or the HTML made of it, becomes our Markdown.

Everything is linear in the length of the text or nearly so, and nothing inside code is touched.
"""

from forum.importing.converting.blocks import Blocks
from forum.importing.converting.footnotes import gather_notes, notes_at_the_end
from forum.importing.converting.html_to_markdown import markdown_of
from forum.importing.converting.line_ends import runs_lines_together
from forum.importing.converting.reading import Reading, Surroundings, Target, link_text
from forum.importing.storable import storable

__all__ = ["Reading", "Surroundings", "Target", "converted", "link_text"]


def converted(raw: str | None, on: Reading) -> str:
    """The post in our Markdown, from its own text or else from its HTML.

    What could not be kept as it was is noted on `on`; "" means that there was nothing.
    """
    if raw is None:
        on.warn("rebuilt")
        return markdown_of(cleaned(on.cooked, on), on)
    raw = cleaned(raw, on)
    on.runs_lines_together = runs_lines_together(raw, on.cooked)
    lines = gather_notes(raw.split("\n"), on)
    text = Blocks(lines, on).convert()
    return "\n\n".join(part for part in (text, notes_at_the_end(on)) if part)


def cleaned(text: str, on: Reading) -> str:
    """The text with plain line ends and without what cannot be stored."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    stripped = storable(text)
    if stripped != text:
        on.warn("characters")
    return stripped
