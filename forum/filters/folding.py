"""A text as it looks to a reader who is to be fooled: without what is invisible, and in the plainest letters."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.look_alikes import plain_letter
from forum.markup.unicode_text import IS_COMMON_MARK, is_ignorable


@dataclass(frozen=True)
class FoldedText:
    """`starts` says for each letter, and for the end, where in the text it comes from."""

    text: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as it was written a part of the folded one stands."""
        return self.starts[start], self.starts[end - 1] + 1 if end > start else self.starts[start]


def fold(text: str) -> FoldedText:
    """Takes a time that grows with the length of the text alone."""
    if text.isascii():
        return FoldedText(text.lower(), range(len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    for index, letter in enumerate(text):
        if letters and IS_COMMON_MARK.match(letter):
            # An accent set on its letter is that letter's; what piles up more is decoration.
            composed = unicodedata.normalize("NFC", letters[-1] + letter)
            letters[-1] = composed if len(composed) == 1 else letters[-1]
            continue
        for plain in _folded(letter):
            letters.append(plain)
            starts.append(index)
    return FoldedText("".join(letters), [*starts, len(text)])


def _folded(letter: str) -> str:
    if letter.isspace():
        return "\n" if letter in "\r\n\u2028\u2029" else " "
    return "" if is_ignorable(letter) else plain_letter(letter)
