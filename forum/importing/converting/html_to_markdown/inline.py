import re

from forum.html_tree import Node
from forum.importing.converting.bbcode import emphasized
from forum.importing.converting.code import code_span
from forum.importing.converting.context import Context
from forum.importing.converting.html_to_markdown.footnotes import reference
from forum.importing.converting.inline_html import size
from forum.importing.converting.links import full_address, local_address, target_of
from forum.markup.inlines.formulas import FORMULAS, LATEX

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
SHARED = frozenset("ins kbd mark small sub sup u".split())
SPACES = re.compile(r"[ \t\n]+")
# Signs that need a backslash where they stand. Money needs none, nor what stands in a Windows path.
SIGNS = re.compile(
    r"(?P<path>(?<![^\W_])(?:[^\W\d_]:|\\(?=\\\w))\\[^\s<>:\"|?*`\[\]]*\]?)"
    r"|[`*_\[\]<~]|\\(?=[!-/:-@\[-`{-~]|$)|\$(?=[^\s\d])|([|=])(?=\2)|&(?=#?\w+;)"
)
LINE_START = re.compile(
    r"^(?:(#{1,6}|[-+])(?=\s|$)|(\d{1,9})(?=[.)](?:\s|$))|(>|///|=+\s*$|-{2,}\s*$))", re.MULTILINE
)

# Bars hide nothing that letters touch from outside; until that is known, signs stand for them that no text holds.
SPOILER = re.compile(r"(?<!\w)\x04([^\x04\x05|\n]*)\x05(?!\w)")
SPOILER_SIGNS = re.compile(r"[\x04\x05]")

# Below a picture its name, size and weight; below a note the way back; below a poll how many voted.
OMITTED = frozenset({"meta", "footnote-backref", "poll-info"})
HIDDEN = frozenset({"spoiler", "spoiler-blurred", "spoiled"})


def inline_of(node: Node, context: Context) -> str:
    """The content of an element as one paragraph of Markdown."""
    text = "".join(piece(child, context) for child in node.children)
    text = SPOILER_SIGNS.sub("", SPOILER.sub(lambda spoiler: emphasized(spoiler[1], "||"), text))
    # Brackets that would hold a formula here.
    text = FORMULAS[r"\["].sub(r"&#91;\1\]", text) if r"\[" in text and LATEX.search(text) else text
    text = re.sub(r" *\n *", "\n", text).strip()
    return re.sub(r"\n{2,}", "\n", text)


def piece(child: Node | str, context: Context) -> str:
    if isinstance(child, str):
        return SIGNS.sub(lambda sign: sign["path"] or f"\\{sign[0]}", SPACES.sub(" ", child))
    if child.tag in MARKS:
        return emphasized("".join(piece(inner, context) for inner in child.children), MARKS[child.tag])
    if child.classes & OMITTED:
        return ""
    if child.tag in SHARED:
        return reference(child) or f"<{child.tag}>{inline_of(child, context)}</{child.tag}>"
    if child.classes & HIDDEN:
        return f"\x04{''.join(piece(inner, context) for inner in child.children)}\x05"
    special = SPECIAL.get(child.tag)
    if special:
        return special(child, context)
    if child.classes & {"math", "katex"}:
        return f"${child.text().strip()}$"
    return "".join(piece(inner, context) for inner in child.children)


def link(node: Node, context: Context) -> str:
    words = "".join(piece(inner, context) for inner in node.children).strip()
    address = node.attributes.get("href", "")
    if "mention" in node.classes:
        name = node.text().strip().removeprefix("@")
        return f"@{context.references.member(name) or name}"
    # A picture opens its own large form; a heading is its own anchor.
    if node.classes & {"lightbox", "anchor"} or not address or address.startswith("#"):
        return words
    target = target_of(address, context)
    if target and words.startswith("http"):
        return f"[{target.title}](/p/{target.post_id}/)"
    if words.replace("\\", "") == address:
        return f"<{address}>"
    return f"[{words or address}]({local_address(address, context)})"


def image(node: Node, context: Context) -> str:
    alt = node.attributes.get("alt", "") or node.attributes.get("title", "")
    if "emoji" in node.classes:
        return alt
    source = full_address(node.attributes.get("src", ""), context)
    words = alt.translate({91: 40, 93: 41, 10: 32})
    return f"![{words}{size(node.attributes)}]({source})" if source else alt


def frame(node: Node, context: Context) -> str:
    source = node.first("source")
    address = node.attributes.get("src") or (source.attributes.get("src", "") if source else "")
    return f"<{full_address(address, context)}>" if address else ""


def nothing(node: Node, context: Context) -> str:
    return ""


def escape_line_starts(text: str) -> str:
    """Keep what begins a line of prose from beginning a heading, a list or a quotation."""
    return LINE_START.sub(lambda start: f"{start[2]}\\" if start[2] else f"\\{start[0]}", text)


SPECIAL = {
    "a": link,
    "br": lambda node, context: "\n",
    "code": lambda node, context: code_span(node.text().replace("\n", " ")),
    "tt": lambda node, context: code_span(node.text().replace("\n", " ")),
    "iframe": frame,
    "img": image,
    "script": nothing,
    "style": nothing,
    "svg": nothing,
    "video": frame,
    "audio": frame,
}
