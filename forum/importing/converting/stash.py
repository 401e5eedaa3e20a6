"""Putting pieces of a text out of reach of what is done to the rest."""

import re

# Control characters never reach a conversion, so these cannot be anybody's own.
PLACE = re.compile("\x02(\\d+)\x03")


class Stash:
    def __init__(self) -> None:
        self.kept: list[str] = []

    def keep(self, piece: str) -> str:
        self.kept.append(piece)
        return f"\x02{len(self.kept) - 1}\x03"

    def restore(self, text: str) -> str:
        # What was kept may hold places of what was kept before it.
        while "\x02" in text:
            text = PLACE.sub(lambda place: self.kept[int(place[1])], text)
        return text
