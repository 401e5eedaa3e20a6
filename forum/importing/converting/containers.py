"""What holds other blocks: quotes, hidden parts, lists in BBCode and HTML, tables in HTML."""

import re
from collections.abc import Callable

from forum.importing.converting.code import CodeWatch, mask_code
from forum.importing.converting.context import Context
from forum.importing.converting.details import details_block
from forum.importing.converting.html_to_markdown import markdown_of
from forum.importing.converting.quotes import attribution

BBCODE = "quote|details|spoiler|hide|poll|list|ul|ol|wrap|grid|floatl|floatr"
HTML = "details|table|ul|ol|dl|pre|blockquote"
OPENING = re.compile(
    rf"\[(?P<code>{BBCODE})(?P<facts>(?:=| +\w+=)(?:\"[^\"\n]{{0,200}}\"|[^\]\"\n]){{0,200}}\"?)?\](?!\()"
    rf"|<(?P<tag>{HTML})(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
SUMMARY = re.compile(r"<summary(?:\s[^<>]*)?>(.*?)</summary\s*>", re.IGNORECASE | re.DOTALL)
ITEM = re.compile(r"\[\*\]|\[li\]|\[/li\]", re.IGNORECASE)

Convert = Callable[[list[str]], str]
Gathered = tuple[list[str], str, int]


def gather(opening: re.Match[str], rest: str, lines: list[str]) -> Gathered | None:
    """Return the lines inside, what follows in the closing line, and how many lines that took.

    `lines` are those to come, the next one last. Code is not searched, unless the end is found only there.
    """
    for skips_code in (True, False):
        if gathered := _gather(opening, rest, lines, skips_code):
            return gathered
    return None


def _gather(opening: re.Match[str], rest: str, lines: list[str], skips_code: bool) -> Gathered | None:
    tag = opening["code"] or opening["tag"]
    marks = re.compile(
        rf"\[(/)?{tag}(?=[\]= ])[^\]\n]*\]" if opening["code"] else rf"<(/)?{tag}(?=[\s>])[^<>]*>",
        re.IGNORECASE,
    )
    inner: list[str] = []
    depth, watch = 1, CodeWatch()
    for count, line in enumerate([rest, *reversed(lines)]):
        if not (skips_code and watch.is_code(line)):
            for mark in marks.finditer(mask_code(line) if skips_code else line):
                depth += -1 if mark[1] else 1
                if depth == 0:
                    return [*inner, line[: mark.start()]], line[mark.end() :], count
        inner.append(line)
    return None


def rendered(opening: str, inner: list[str], context: Context, convert: Convert) -> str:
    """The container in our Markdown."""
    match = OPENING.match(opening)
    if match is None:
        return convert(inner)
    tag = (match["code"] or match["tag"]).lower()
    if match["tag"] and tag != "details":
        return markdown_of(opening + "\n".join(inner) + f"</{tag}>", context)
    facts = (match["facts"] or "").strip() if match["code"] else ""
    if tag == "quote":
        return quote(facts, inner, context, convert)
    if tag in {"details", "spoiler", "hide"}:
        return details(tag, facts, inner, context, convert)
    if tag in {"list", "ul", "ol"}:
        return bbcode_list(tag == "ol" or facts.startswith("="), inner, convert)
    if tag == "poll":
        context.warn("poll")
    return convert(inner)


def quote(facts: str, inner: list[str], context: Context, convert: Convert) -> str:
    parts = [part for part in (attribution(facts, context), convert(inner)) if part]
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(parts).split("\n"))


def details(tag: str, facts: str, inner: list[str], context: Context, convert: Convert) -> str:
    title = facts.lstrip("=").strip().strip('"“”')
    text = "\n".join(inner)
    summary = SUMMARY.search(text)
    if summary:
        title = " ".join(re.sub(r"<[^<>]*>", "", summary[1]).split())
        inner = (text[: summary.start()] + text[summary.end() :]).split("\n")
    return details_block(title, convert(inner), "details" if tag == "details" else "spoiler")


def bbcode_list(ordered: bool, inner: list[str], convert: Convert) -> str:
    items: list[str] = []
    for item in ITEM.split("\n".join(inner)):
        body = convert(item.split("\n"))
        if body:
            mark = f"{len(items) + 1}. " if ordered else "- "
            items.append(mark + body.replace("\n", "\n    "))
    return "\n".join(items)
