"""Pictures, and the sizes that people give them: `![tea|300x200](…)`, `![tea|690x388, 50%](…)`."""

import re

from forum.markup.inlines.pairing import SPOILER
from forum.markup.inlines.pieces import Pair, Piece, Run, plain
from forum.markup.inlines.reader import Bracket, Reader
from forum.markup.links import link_address

SIZE = re.compile(r"\|[ ]?(\d{1,4})x(\d{1,4})(?:,[ ]?(\d{1,3})%)?(?:\|thumbnail)?[ ]?$")
LONGEST_SIDE = 9  # digits


def add_picture(reader: Reader, bracket: Bracket, target: str, size: tuple[str, str]) -> None:
    """Make a picture of what stands in the brackets. One that may not even be linked is shown as its words."""
    reader.close_from(bracket.place, bracket.run_count)
    words = reader.take_from(bracket.place)[1:]
    alt = plain(words)
    given = SIZE.search(alt)
    if given and link_address(target) is not None:
        alt, size = alt[: given.start()], scaled(given)
    # Words that are hidden stay so: the picture is hidden with them.
    spoilers = [Pair("span", "", "", SPOILER)] if hold_spoiler(words) else []
    reader.pieces += spoilers
    add_picture_at(reader, target, alt, size)
    reader.pieces += spoilers


def hold_spoiler(pieces: list[Piece]) -> bool:
    pairs = [pair for piece in pieces if isinstance(piece, Run) for pair in piece.starts]
    pairs += [piece for piece in pieces if isinstance(piece, Pair)]
    return any(pair.attributes == SPOILER for pair in pairs)


def add_picture_at(reader: Reader, target: str, alt: str, size: tuple[str, str]) -> None:
    given = SIZE.search(alt)
    if given:
        alt = alt[: given.start()]
        size = scaled(given)
    address = link_address(target)
    if address is None:
        reader.add(f"{alt} ({target})" if alt.strip() and target else alt or target)
        return
    picture = reader.add_element("img", src=address, alt=alt)
    for name, value in zip(("width", "height"), size, strict=True):
        if value.isdecimal() and len(value) <= LONGEST_SIDE and int(value):
            picture.set(name, str(int(value)))


def scaled(given: re.Match[str]) -> tuple[str, str]:
    width, height, percent = given.groups()
    if not percent:
        return width, height
    return str(int(width) * int(percent) // 100), str(int(height) * int(percent) // 100)
