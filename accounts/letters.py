"""The HTML of a mail, made from its text: what is written once is read the same in both."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Some lines of a mail; where they lead to a page of the forum, `link` is its address and the lines its label."""

    lines: list[str]
    link: str = ""


def paragraphs(text: str, home: str) -> list[Paragraph]:
    """A mail's text in its paragraphs. Only a line that is wholly an address under `home` becomes a link, so nothing a
    member chose can become one."""
    return [_paragraph(lines, home) for lines in _blocks(text)]


def _blocks(text: str) -> list[list[str]]:
    blocks = (block.strip().splitlines() for block in text.replace("\r\n", "\n").split("\n\n"))
    return [[line.strip() for line in block] for block in blocks if block]


def _paragraph(lines: list[str], home: str) -> Paragraph:
    *label, last = lines
    if label and last.startswith(f"{home}/") and " " not in last:
        return Paragraph([" ".join(label).rstrip(":")], last)
    return Paragraph(lines)
