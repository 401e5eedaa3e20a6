"""A page of `/raw/ID`: the posts' Markdown, each below a line that says whose it is, ended by a line of dashes."""

import re
from collections.abc import Mapping

END = "-" * 25
HEAD = re.compile(
    rf"(?:\A|^{END}\n\n)(?P<name>\S+) \| \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC \| #(?P<number>\d{{1,9}})\n",
    re.MULTILINE,
)


def texts(page: str, authors: Mapping[int, str]) -> dict[int, str]:
    """The Markdown of each post by its number.

    A post may quote such a page, so a heading counts only with the right name, and only with a number above the last.
    """
    page = page.replace("\r\n", "\n")
    found: dict[int, str] = {}
    last, start = 0, 0
    for head in HEAD.finditer(page):
        number = int(head["number"])
        if number <= last or authors.get(number, "").casefold() != head["name"].casefold():
            continue
        if last:
            found[last] = text_between(page, start, head.start())
        last, start = number, head.end()
    if last:
        found[last] = text_between(page, start, len(page))
    return found


def text_between(page: str, start: int, end: int) -> str:
    return page[start:end].rstrip().removesuffix(END).strip("\n").rstrip()
