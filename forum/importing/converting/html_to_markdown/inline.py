import re

from forum.importing.converting.bbcode import emphasized
from forum.importing.converting.code import code_span
from forum.importing.converting.context import Context
from forum.importing.converting.html_to_markdown.html_tree import Node
from forum.importing.converting.inline_html import raise_or_lower
from forum.importing.converting.links import full_address, local_address, target_of
from forum.importing.converting.maths import escape_formula

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
SPACES = re.compile(r"[ \t\n]+")
SIGNS = re.compile(r"[\\`*_\[\]<]|~(?=~)")
LINE_START = re.compile(r"^(#{1,6}|[-+>]|\d{1,9}(?=[.)])|///|={2,})(?=\s|$|[.)/])", re.MULTILINE)


def inline_of(node: Node, context: Context) -> str:
    """The content of an element as one paragraph of Markdown."""
    text = "".join(piece(child, context) for child in node.children)
    text = re.sub(r" *\n *", "\n", text).strip()
    return re.sub(r"\n{2,}", "\n", text)


def piece(child: Node | str, context: Context) -> str:
    if isinstance(child, str):
        return SIGNS.sub(lambda sign: "&lt;" if sign[0] == "<" else f"\\{sign[0]}", SPACES.sub(" ", child))
    if child.tag in MARKS:
        return emphasized("".join(piece(inner, context) for inner in child.children), MARKS[child.tag])
    if "meta" in child.classes:
        return ""  # the line below a picture: its name, size and weight
    special = SPECIAL.get(child.tag)
    if special:
        return special(child, context)
    if child.classes & {"math", "katex"}:
        return f"${escape_formula(child.text())}$"
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
    return f"![{alt.translate({91: 40, 93: 41, 10: 32})}]({source})" if source else alt


def frame(node: Node, context: Context) -> str:
    source = node.first("source")
    address = node.attributes.get("src") or (source.attributes.get("src", "") if source else "")
    return f"<{full_address(address, context)}>" if address else ""


def nothing(node: Node, context: Context) -> str:
    return ""


def escape_line_starts(text: str) -> str:
    """Keep what begins a line of prose from beginning a heading, a list or a quotation."""
    return LINE_START.sub(lambda sign: f"{sign[1]}\\" if sign[1].isdigit() else escape_sign(sign[1]), text)


def escape_sign(sign: str) -> str:
    return f"&#47;{sign[1:]}" if sign == "///" else f"\\{sign}"


SPECIAL = {
    "a": link,
    "br": lambda node, context: "\n",
    "code": lambda node, context: code_span(node.text().replace("\n", " ")),
    "kbd": lambda node, context: code_span(node.text().replace("\n", " ")),
    "tt": lambda node, context: code_span(node.text().replace("\n", " ")),
    "iframe": frame,
    "img": image,
    "script": nothing,
    "style": nothing,
    "sub": lambda node, context: raise_or_lower(inline_of(node, context), "sub"),
    "sup": lambda node, context: raise_or_lower(inline_of(node, context), "sup"),
    "svg": nothing,
    "video": frame,
    "audio": frame,
}
