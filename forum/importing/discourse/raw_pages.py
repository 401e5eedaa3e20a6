"""A page of `/raw/ID`: the posts' Markdown, each below a line that says whose it is, ended by a line of dashes."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

END = "-" * 25
HEAD = re.compile(
    rf"(?:\A|^{END}\n\n)(?P<name>\S+) \| \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC \| #(?P<number>\d{{1,9}})\n",
    re.MULTILINE,
)

TEXT = r"(?:\.(?:md|markdown|txt))?"
NAME = re.compile(
    rf"(?P<stem>.+?){TEXT}(?:[?@&_.\- ]{{1,2}}page[=_.\- ]?(?P<page>\d{{1,5}}))?{TEXT}", re.IGNORECASE
)
ENDS_IN_NUMBER = re.compile(r"(?:.*\D)?(\d{1,15})")


class RawPages:
    """The pages of all topics. A long topic has several: `boiling-point.5.md`, `5.md?page=2`, `5-page-3.txt`."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders

    def texts(self, stems: Iterable[str], topic_id: int, authors: Mapping[int, str]) -> dict[int, str] | None:
        """The Markdown of a topic's posts by number; None if there is no page of it at all."""
        pages = next((self.files[name] for name in (*stems, str(topic_id)) if name in self.files), None)
        if pages is None:
            return None
        found: dict[int, str] = {}
        for _number, file in sorted(pages.items()):
            try:
                page = file.read_text(encoding="utf-8-sig", errors="replace")
            except OSError:
                continue
            found = texts(page, authors) | found
        return found

    @cached_property
    def files(self) -> dict[str, dict[int, Path]]:
        """The files by their names without what says the page, and by the number at the end of these."""
        found: dict[str, dict[int, Path]] = {}
        for folder in self.folders:
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                name = NAME.fullmatch(file.name)
                if not name or file.name.lower().endswith((".json", ".gz", ".jsonl")) or not file.is_file():
                    continue
                number = ENDS_IN_NUMBER.fullmatch(name["stem"])
                for key in {name["stem"], number[1] if number else name["stem"]}:
                    found.setdefault(key, {}).setdefault(int(name["page"] or 1), file)
        return found


def texts(page: str, authors: Mapping[int, str]) -> dict[int, str]:
    """The Markdown of each post by its number.

    A post may quote such a page, so a heading counts only with the right name, and only with a number above the last.
    """
    page = page.replace("\r\n", "\n").lstrip("\n")
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
