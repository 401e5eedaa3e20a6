"""Where the lines of a text are cut: at the tags of pairs, and around titles of details."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.markup.blocks.block_tags import LOOKS, Token
from forum.markup.blocks.tag_pairs import Pair, stands_apart, text_between
from forum.markup.blocks.tag_values import VALUES


@dataclass(slots=True, eq=False)
class Block:
    """What a pair of tags encloses, or an item of a list."""

    name: str
    # As it was typed, for where no more blocks may be.
    source: str
    value: str = ""
    # The lines of the tags, once the text is split at them, and what the first begins with.
    first: int = -1
    end: int = -1
    marks: str = ""


@dataclass(slots=True, eq=False)
class Cut:
    """A part of the source that is taken out, from one line and column to another, both counted from 0.

    Here blocks may start and end. `home` is the list around.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    source: str = ""
    starts: Block | None = None
    ends: list[Block] = field(default_factory=list)
    home: Block | None = None


def cuts(lines: list[str], pairs: list[Pair]) -> list[Cut]:
    """In the order of the source."""
    blocks = {pair: block_for(lines, pair) for pair in pairs}
    found = []
    for pair, block in blocks.items():
        home = blocks.get(pair.home) if pair.home else None
        found += [*cuts_at(lines, pair, block, home)]
    return sorted(found, key=lambda cut: (cut.start, cut.end))


def block_for(lines: list[str], pair: Pair) -> Block:
    source = source_of(lines, pair.opening)
    if not pair.title:
        value = VALUES[pair.name](pair.opening.value) if pair.name in VALUES else ""
        return Block(pair.name, source, value)
    title = text_between(lines, *pair.title)
    return Block(pair.name, f"{source}<summary>{title}</summary>", title)


def source_of(lines: list[str], token: Token) -> str:
    return lines[token.line][token.start : token.end]


def cuts_at(lines: list[str], pair: Pair, block: Block, home: Block | None) -> Iterator[Cut]:
    opening, closing = pair.opening, pair.closing
    if pair.name in LOOKS:
        yield from (cut_at(lines, token) for token in (opening, closing))
    elif pair.name == "list":
        yield from cuts_of_list(lines, pair, block, home)
    else:
        last = pair.title[1] if pair.title else opening
        yield Cut(opening.place, (last.line, last.end), block.source, block, home=home)
        yield cut_at(lines, closing, ends=[block], home=home)


def cuts_of_list(lines: list[str], pair: Pair, block: Block, home: Block | None) -> Iterator[Cut]:
    """What is written before a list's first item, comes before the list."""
    tags = [token for token in pair.items if token.name == "*"]
    yield from (cut_at(lines, token) for token in pair.items if token.name != "*")
    if stands_apart(lines, pair.opening, tags[0]):
        yield cut_at(lines, pair.opening)
        yield Cut(tags[0].place, tags[0].place, block.source, block, home=home)
    else:
        yield cut_at(lines, pair.opening, starts=block, home=home)
    last: list[Block] = []
    for tag in tags:
        item = Block("item", source_of(lines, tag))
        yield cut_at(lines, tag, starts=item, ends=last, home=block)
        last = [item]
    yield cut_at(lines, pair.closing, ends=[*last, block], home=home)


def cut_at(
    lines: list[str],
    token: Token,
    *,
    starts: Block | None = None,
    ends: list[Block] | None = None,
    home: Block | None = None,
) -> Cut:
    end = (token.line, token.end)
    return Cut(token.place, end, source_of(lines, token), starts, ends or [], home)
