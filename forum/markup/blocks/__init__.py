"""A text's blocks by CommonMark's rules, with what forums add, in time that grows with the length alone."""

from forum.markup.blocks.reading import read_blocks

__all__ = ["read_blocks"]
