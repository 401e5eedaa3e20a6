"""BBCode within a paragraph, left over from the time before Markdown."""

import re
from bisect import bisect_right
from collections.abc import Callable

from forum.importing.converting.code import code_span, spans
from forum.importing.converting.stash import Stash

MARKS = {"b": "**", "i": "*", "s": "~~", "strike": "~~"}
STYLES = "u|size|color|font|center|left|right|justify|indent|email|sub|sup|small|big|highlight|bgcolor"
CODE = re.compile(r"\[code(?:=[^\]\n]*)?\](.*?)\[/code\]", re.IGNORECASE | re.DOTALL)
MARKED = re.compile(r"\[(b|i|s|strike)\]((?:(?!\[\1\]).)*?)\[/\1\]", re.IGNORECASE | re.DOTALL)
STYLED = re.compile(rf"\[({STYLES})(?:=[^\]\n]*)?\]((?:(?!\[\1[\]=]).)*?)\[/\1\]", re.IGNORECASE | re.DOTALL)
# Bars hide nothing that letters touch from outside.
SPOILER = re.compile(r"(?<![\w|])\[spoiler\]([^|\n]*?)\[/spoiler\](?![\w|])", re.IGNORECASE)
IMAGE = re.compile(r"\[img(?:[= ][^\]\n]*)?\]\s*([^\s\[\]]+)\s*\[/img\]", re.IGNORECASE)
ADDRESS = re.compile(r"\[url\]\s*([^\s\[\]]+)\s*\[/url\]", re.IGNORECASE)
LINK = re.compile(r"\[url=[\"']?([^\]\s\"']{1,1000})[\"']?\](.*?)\[/url\]", re.IGNORECASE | re.DOTALL)
MEDIA = re.compile(
    r"\[(video|youtube|vimeo|gist|pastebin|media|audio)\]\s*([^\s\[\]]+)\s*\[/\1\]", re.IGNORECASE
)
DATE = re.compile(
    r"\[date=(\d{4}-\d\d-\d\d)(?:\s+time=(\d\d:\d\d)[\d:]*)?[^\]\n]*?"
    r"(?:timezone=\"?(?:Etc/)?([\w/+\-]+)[^\]\n]*)?\]"
)
HOMES = {"youtube": "https://youtu.be/", "vimeo": "https://vimeo.com/", "pastebin": "https://pastebin.com/"}
# What is left where tags cross or were never closed, and can be nothing else.
STRAY = re.compile(
    r"\[/(?:b|i|s|u|url|img|size|color|font|center|quote|code|spoiler|details|\*|list|ul|ol|li)(?::\w)?\]"
    r"|\[(?:color|size|font)=[^\]\n]{1,40}\]|^[ \t]*\[(?:list|ul|ol)\][ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def keep_code(text: str, stash: Stash) -> str:
    """Put code between tags away, but not where the tags are code themselves."""
    if not CODE.search(text):
        return text
    ends = dict(spans(text))
    starts = sorted(ends)

    def kept(code: re.Match[str]) -> str:
        before = bisect_right(starts, code.start())
        if before and code.start() < ends[starts[before - 1]]:
            return code[0]
        return stash.keep(code_span(code[1].strip("\n").replace("\n", " ")))

    return CODE.sub(kept, text)


def without_bbcode(text: str) -> str:
    if "[" not in text:
        return text
    text = SPOILER.sub(lambda spoiler: emphasized(spoiler[1], "||"), text)
    text = DATE.sub(lambda date: " ".join(part for part in date.groups() if part), text)
    text = IMAGE.sub(r"![](\1)", text)
    text = ADDRESS.sub(r"<\1>", text)
    text = MEDIA.sub(media_address, text)
    text = replace_nested(LINK, lambda link: f"[{link[2].strip() or link[1]}]({link[1]})", text)
    text = replace_nested(STYLED, lambda styled: styled[2], text)
    text = replace_nested(MARKED, lambda marked: emphasized(marked[2], MARKS[marked[1].lower()]), text)
    return STRAY.sub("", text)


def media_address(match: re.Match[str]) -> str:
    kind, address = match[1].lower(), match[2]
    return address if "/" in address else HOMES.get(kind, "") + address


def replace_nested(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace from the inside out; nobody nests deeper than a handful."""
    for _ in range(5):
        text, count = pattern.subn(replacement, text)
        if not count:
            break
    return text


def emphasized(content: str, mark: str) -> str:
    """Content between emphasis marks, which must touch it: spaces go outside."""
    bare = content.strip()
    if not bare:
        return content
    before = content[: len(content) - len(content.lstrip())]
    after = content[len(content.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"
