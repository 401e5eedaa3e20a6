"""HTML as the old forum made it, back into Markdown: for posts whose own text is missing, and for HTML within texts."""

from forum.importing.converting.html_to_markdown.blocks import blocks_of
from forum.importing.converting.html_to_markdown.html_tree import parsed
from forum.importing.converting.reading import Reading


def markdown_of(html: str, on: Reading) -> str:
    return "\n\n".join(blocks_of(parsed(html), on))
