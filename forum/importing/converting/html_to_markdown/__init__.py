"""HTML as the old forum made it, back into Markdown: for posts whose own text is missing, and for HTML within texts."""

from forum.html_tree import parse_html
from forum.importing.converting.context import Context
from forum.importing.converting.html_to_markdown.blocks import blocks_of


def markdown_of(html: str, context: Context) -> str:
    return "\n\n".join(blocks_of(parse_html(html), context))
