"""Pairs of tags around blocks, found before the blocks are read."""

from typing import NamedTuple

from forum.markup.blocks.block_tags import TagReader
from forum.markup.blocks.tag_cuts import cuts
from forum.markup.blocks.tag_lines import Splitting, Whole
from forum.markup.blocks.tag_pairs import Pairing
from forum.markup.options import Options


class Tag(NamedTuple):
    """A line that opens what a pair of tags encloses, such as `[quote=ann]`.

    `source` is all that stands on the line behind the marks of quotations and items; where the reader meets something
    else there, as in code, the line is read like any other. `name` is one of the keys of `tagged.ELEMENTS` or "code".
    `end` is the index of the first line that is no longer inside; that line is dropped unless it opens a tag itself.
    Lists and their items each have a tag: nothing but items stands in a list, and an item ends where the next opens.
    """

    source: str
    name: str
    value: str
    end: int


class TaggedLines(NamedTuple):
    """The lines of a text, split so that each paired tag of a block stands alone on its line."""

    lines: list[str]
    # The line in the source that each comes from, counted from 1.
    numbers: list[int]
    # By the index of the line that opens it.
    tags: dict[int, Tag]
    # By the index of its first part, each line that was split.
    wholes: dict[int, Whole]


def paired_tags(lines: list[str], options: Options) -> TaggedLines:
    if not any("</" in line or (options.bbcode and "[/" in line) for line in lines):
        return TaggedLines(lines, list(range(1, len(lines) + 1)), {}, {})
    pairs = Pairing(lines).read(TagReader(lines, options).tokens())
    places = cuts(lines, pairs)
    splitting = Splitting(lines)
    splitting.split(places)
    blocks = [cut.starts for cut in places if cut.starts]
    tags = {block.first: Tag(block.source.strip(), block.name, block.value, block.end) for block in blocks}
    return TaggedLines(splitting.lines, splitting.numbers, tags, splitting.wholes)
