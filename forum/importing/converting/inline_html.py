"""Raw HTML within a paragraph. Here it would be shown as text, so what has a counterpart in Markdown becomes that."""

import re
from collections.abc import Mapping

from forum.html_entities import unescape
from forum.importing.converting.code import code_span
from forum.importing.converting.stash import Stash

CODE = re.compile(r"<(code|tt|samp)(?:\s[^<>]*)?>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
# Tags that mean the same here, if they have no attributes.
SHARED = re.compile(
    r"<(/?)(b|strong|i|em|s|strike|u|del|ins|kbd|mark|small|sub|sup)(?:\s[^<>]*)?>", re.IGNORECASE
)
LINK = re.compile(r"<a\s([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
IMAGE = re.compile(r"<img\s([^<>]*?)/?>", re.IGNORECASE)
FRAME = re.compile(r"<(?:iframe|video|audio|source|embed)\s([^<>]*?)/?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
HEADING = re.compile(
    r"^[ \t]*<h([1-6])(?:\s[^<>]*)?>(.*?)</h\1\s*>[ \t]*\n?", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
RULE = re.compile(r"^[ \t]*<hr\s*/?>[ \t]*$", re.IGNORECASE | re.MULTILINE)
COMMENT = re.compile(r"<!--.{0,4000}?-->", re.DOTALL)
DROPPED = re.compile(
    r"</?(?:abbr|acronym|aside|bdi|bdo|big|center|cite|dd|div|dl|dt|figcaption|figure|font|main|nav|p|q"
    r"|rp|rt|ruby|section|span|time|wbr|iframe|video|audio)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
SIDE = re.compile(r"[1-9]\d{0,3}")
ATTRIBUTE = re.compile(r"""([\w\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def keep_code(text: str, stash: Stash) -> str:
    return CODE.sub(lambda code: stash.keep(code_span(unescape(code[2]).replace("\n", " "))), text)


def without_html(text: str, in_table: bool) -> str:
    if "<" not in text:
        return text
    text = COMMENT.sub("", text)
    text = BREAK.sub("<br>" if in_table else "\n", text)
    text = HEADING.sub(lambda heading: f"{'#' * int(heading[1])} {' '.join(heading[2].split())}\n", text)
    text = RULE.sub("---", text)
    text = IMAGE.sub(image, text)
    text = FRAME.sub(lambda frame: attributes(frame[1]).get("src", ""), text)
    text = LINK.sub(link, text)
    text = SHARED.sub(lambda tag: f"<{tag[1]}{tag[2].lower()}>", text)
    return DROPPED.sub("", text)


def attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def image(match: re.Match[str]) -> str:
    facts = attributes(match[1])
    alt = facts.get("alt", "").replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{alt}{size(facts)}]({facts['src']})" if facts.get("src") else alt


def size(attributes: Mapping[str, str]) -> str:
    """The size of a picture as it stands behind its words."""
    sides = attributes.get("width", ""), attributes.get("height", "")
    return f"|{sides[0]}x{sides[1]}" if all(SIDE.fullmatch(side) for side in sides) else ""


def link(match: re.Match[str]) -> str:
    address, words = attributes(match[1]).get("href"), " ".join(match[2].split())
    return f"[{words or address}]({address})" if address else words
