"""Raw HTML within a paragraph. Here it would be shown as text, so what has a counterpart in Markdown becomes that."""

import re
from html import unescape

from forum.importing.converting.bbcode import emphasized, replace_nested
from forum.importing.converting.code import code_span
from forum.importing.converting.stash import Stash

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
CODE = re.compile(r"<(code|kbd|tt|samp)(?:\s[^<>]*)?>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
MARKED = re.compile(
    r"<(b|strong|i|em|s|del|strike)(?:\s[^<>]*)?>((?:(?!<\1[\s>]).)*?)</\1\s*>", re.IGNORECASE | re.DOTALL
)
RAISED = re.compile(r"<(sup|sub)(?:\s[^<>]*)?>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<a\s([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
IMAGE = re.compile(r"<img\s([^<>]*?)/?>", re.IGNORECASE)
FRAME = re.compile(r"<(?:iframe|video|audio|source|embed)\s([^<>]*?)/?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
HEADING = re.compile(
    r"^[ \t]*<h([1-6])(?:\s[^<>]*)?>(.*?)</h\1\s*>[ \t]*$", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
RULE = re.compile(r"^[ \t]*<hr\s*/?>[ \t]*$", re.IGNORECASE | re.MULTILINE)
COMMENT = re.compile(r"<!--.{0,4000}?-->", re.DOTALL)
DROPPED = re.compile(
    r"</?(?:abbr|acronym|aside|bdi|bdo|big|center|cite|dd|div|dl|dt|figcaption|figure|font|ins|main|mark|nav|p|q"
    r"|rp|rt|ruby|section|small|span|time|u|wbr|iframe|video|audio)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([\w\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
RAISED_SIGNS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
LOWERED_SIGNS = str.maketrans("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ")


def keep_code(text: str, stash: Stash) -> str:
    return CODE.sub(lambda code: stash.keep(code_span(unescape(code[2]).replace("\n", " "))), text)


def without_html(text: str, in_table: bool) -> str:
    if "<" not in text:
        return text
    text = COMMENT.sub("", text)
    text = BREAK.sub(" · " if in_table else "\n", text)
    text = HEADING.sub(lambda heading: f"{'#' * int(heading[1])} {' '.join(heading[2].split())}", text)
    text = RULE.sub("---", text)
    text = IMAGE.sub(image, text)
    text = FRAME.sub(lambda frame: attributes(frame[1]).get("src", ""), text)
    text = LINK.sub(link, text)
    text = RAISED.sub(raised, text)
    text = replace_nested(MARKED, lambda marked: emphasized(marked[2], MARKS[marked[1].lower()]), text)
    return DROPPED.sub("", text)


def attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def image(match: re.Match[str]) -> str:
    facts = attributes(match[1])
    alt = facts.get("alt", "").replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{alt}]({facts['src']})" if facts.get("src") else alt


def link(match: re.Match[str]) -> str:
    address, words = attributes(match[1]).get("href"), " ".join(match[2].split())
    return f"[{words or address}]({address})" if address else words


def raised(match: re.Match[str]) -> str:
    return raise_or_lower(match[2].strip(), match[1].lower())


def raise_or_lower(content: str, tag: str) -> str:
    """Small figures above or below the line as characters, where there are such characters."""
    table, sign = (RAISED_SIGNS, "^") if tag == "sup" else (LOWERED_SIGNS, "\\_")
    if content and all(ord(letter) in table for letter in content):
        return content.translate(table)
    return f"{sign}{content}" if len(content) < 2 else f"{sign}({content})"
