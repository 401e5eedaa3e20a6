import re

from forum.importing.converting.bbcode import wrapped
from forum.importing.converting.code import spanned
from forum.importing.converting.html_to_markdown.html_tree import Node
from forum.importing.converting.inline_html import raised_or_lowered
from forum.importing.converting.links import local, target_of, whole
from forum.importing.converting.maths import escaped
from forum.importing.converting.reading import Reading

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
SPACES = re.compile(r"[ \t\n]+")
SIGNS = re.compile(r"[\\`*_\[\]<]|~(?=~)")
LINE_START = re.compile(r"^(#{1,6}|[-+>]|\d{1,9}(?=[.)])|///|={2,})(?=\s|$|[.)/])", re.MULTILINE)


def inline_of(node: Node, on: Reading) -> str:
    """The content of an element as one paragraph of Markdown."""
    text = "".join(piece(child, on) for child in node.children)
    text = re.sub(r" *\n *", "\n", text).strip()
    return re.sub(r"\n{2,}", "\n", text)


def piece(child: Node | str, on: Reading) -> str:
    if isinstance(child, str):
        return SIGNS.sub(lambda sign: "&lt;" if sign[0] == "<" else f"\\{sign[0]}", SPACES.sub(" ", child))
    if child.tag in MARKS:
        return wrapped("".join(piece(inner, on) for inner in child.children), MARKS[child.tag])
    if "meta" in child.classes:
        return ""  # the line below a picture: its name, size and weight
    special = SPECIAL.get(child.tag)
    if special:
        return special(child, on)
    if child.classes & {"math", "katex"}:
        return f"${escaped(child.words())}$"
    return "".join(piece(inner, on) for inner in child.children)


def link(node: Node, on: Reading) -> str:
    words = "".join(piece(inner, on) for inner in node.children).strip()
    address = node.facts.get("href", "")
    if "mention" in node.classes:
        name = node.words().strip().removeprefix("@")
        return f"@{on.surroundings.member(name) or name}"
    # A picture opens its own large form; a heading is its own anchor.
    if node.classes & {"lightbox", "anchor"} or not address or address.startswith("#"):
        return words
    target = target_of(address, on)
    if target and words.startswith("http"):
        return f"[{target.title}](/p/{target.post_id}/)"
    if words.replace("\\", "") == address:
        return f"<{address}>"
    return f"[{words or address}]({local(address, on)})"


def image(node: Node, on: Reading) -> str:
    alt = node.facts.get("alt", "") or node.facts.get("title", "")
    if "emoji" in node.classes:
        return alt
    source = whole(node.facts.get("src", ""), on)
    return f"![{alt.translate({91: 40, 93: 41, 10: 32})}]({source})" if source else alt


def frame(node: Node, on: Reading) -> str:
    source = node.first("source")
    address = node.facts.get("src") or (source.facts.get("src", "") if source else "")
    return f"<{whole(address, on)}>" if address else ""


def nothing(node: Node, on: Reading) -> str:
    return ""


def ours_at_line_starts(text: str) -> str:
    """Keep what begins a line of prose from beginning a heading, a list or a quotation."""
    return LINE_START.sub(lambda sign: f"{sign[1]}\\" if sign[1].isdigit() else guarded(sign[1]), text)


def guarded(sign: str) -> str:
    return f"&#47;{sign[1:]}" if sign == "///" else f"\\{sign}"


SPECIAL = {
    "a": link,
    "br": lambda node, on: "\n",
    "code": lambda node, on: spanned(node.words().replace("\n", " ")),
    "kbd": lambda node, on: spanned(node.words().replace("\n", " ")),
    "tt": lambda node, on: spanned(node.words().replace("\n", " ")),
    "iframe": frame,
    "img": image,
    "script": nothing,
    "style": nothing,
    "sub": lambda node, on: raised_or_lowered(inline_of(node, on), "sub"),
    "sup": lambda node, on: raised_or_lowered(inline_of(node, on), "sup"),
    "svg": nothing,
    "video": frame,
    "audio": frame,
}
