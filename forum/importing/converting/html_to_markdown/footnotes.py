"""Footnotes as the old forum showed them: references that lead to a list below the text."""

import re

from forum.html_tree import Node

LABEL = re.compile(r"(?:#|\A)footnote-(?:\d+-)?(\d+)\Z")


def reference(node: Node) -> str | None:
    """`[^1]` for what is a reference to a note."""
    link = node.first("a") if "footnote-ref" in node.classes else None
    label = LABEL.search(link.attributes.get("href", "")) if link else None
    return f"[^{label[1]}]" if label else None


def label_of(item: Node) -> str | None:
    """The label of a note in the list."""
    label = LABEL.search(item.attributes.get("id", ""))
    return label[1] if label else None
