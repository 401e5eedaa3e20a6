"""The lines of a text: CommonMark's inline rules and what forums add, in time that grows with the length alone."""

from forum.markup.inlines.leaves import read_leaves
from forum.markup.inlines.reading import read_inline

__all__ = ["read_inline", "read_leaves"]
