from forum.html_tree import Node
from forum.importing.converting.code import code_block, language_of
from forum.importing.converting.context import Context
from forum.importing.converting.details import details_block
from forum.importing.converting.html_to_markdown.footnotes import label_of
from forum.importing.converting.html_to_markdown.inline import (
    HIDDEN,
    OMITTED,
    escape_line_starts,
    inline_of,
    link,
)
from forum.importing.converting.maths import formula_block
from forum.importing.converting.quotes import attribution

BLOCKS = frozenset(
    "address article aside blockquote center details div dl dd dt fieldset figure figcaption footer form h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)

LONGEST_NUMBER = 8  # digits: with all its items, a list counts to no more than the nine that Markdown reads


def blocks_of(node: Node, context: Context) -> list[str]:
    """The content of an element as blocks of Markdown; loose text between them makes paragraphs."""
    blocks, loose = [], Node("p")
    for child in [*node.children, Node("hr-end")]:
        if isinstance(child, Node) and (child.tag in BLOCKS or child.tag == "hr-end"):
            blocks += paragraph(loose, context)
            loose = Node("p")
            blocks += block(child, context)
        else:
            loose.children.append(child)
    return blocks


def paragraph(node: Node, context: Context) -> list[str]:
    if any(isinstance(child, Node) and child.tag in BLOCKS for child in node.children):
        return blocks_of(node, context)
    text = escape_line_starts(inline_of(node, context))
    return [text] if text else []


def block(node: Node, context: Context) -> list[str]:
    if node.classes & OMITTED or "footnotes-sep" in node.classes:
        return []
    special = SPECIAL.get(node.tag)
    if special:
        return special(node, context)
    if "math" in node.classes:
        return [formula_block(node.text())]
    if node.classes & HIDDEN:
        return [details_block("", "\n\n".join(blocks_of(node, context)), "spoiler")]
    return paragraph(node, context)


def heading(node: Node, context: Context) -> list[str]:
    text = inline_of(node, context).replace("\n", " ")
    return [f"{'#' * int(node.tag[1])} {text}"] if text else []


def code(node: Node, context: Context) -> list[str]:
    inner = node.first("code") or node
    named = [name.removeprefix("lang-") for name in inner.classes if name.startswith("lang-")]
    return [code_block(node.text(), language_of(named[0]) if named else "")]


def quotation(node: Node, context: Context) -> list[str]:
    return [quote_block(blocks_of(node, context))]


def aside(node: Node, context: Context) -> list[str]:
    if "quote" in node.classes:
        quoted = node.attributes
        named = f"{quoted.get('data-username', '')}, post:{quoted.get('data-post')}, topic:{quoted.get('data-topic')}"
        said_by = attribution(named, context)
        inner = [part for quote in node.elements("blockquote") for part in blocks_of(quote, context)]
        return [quote_block([said_by, *inner] if said_by else inner)]
    # A preview of another page stands for a link to it.
    source = node.first("a") if "onebox" in node.classes else None
    address = node.attributes.get("data-onebox-src") or (source.attributes.get("href") if source else "")
    return [link(Node("a", {"href": address}, [address]), context)] if address else blocks_of(node, context)


def quote_block(blocks: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def items(node: Node, context: Context) -> list[str]:
    start = node.attributes.get("start", "")
    number = int(start) if start.isdecimal() and len(start) <= LONGEST_NUMBER else 1
    # Paragraphs need a blank line between them, and then all items have one.
    gap = "\n\n" if any(item.elements("p") for item in node.elements("li")) else "\n"
    lines = []
    for place, item in enumerate(node.elements("li")):
        label = label_of(item)
        mark = f"[^{label}]: " if label else f"{number + place}. " if node.tag == "ol" else "- "
        lines.append(marked(mark, (gap if not label else "\n\n").join(blocks_of(item, context))))
    return [gap.join(lines)] if lines else []


def marked(mark: str, body: str) -> str:
    """An item or a note: its mark, and its lines as far to the right as it needs them."""
    indent = " " * min(len(mark), 4)
    return "\n".join(f"{indent}{line}" if line else "" for line in f"{mark}{body}".split("\n")).removeprefix(
        indent
    )


def table(node: Node, context: Context) -> list[str]:
    rows = [row for row in rows_of(node) if row.elements("td", "th")]
    if not rows:
        return []
    grid = [[cell(each, context) for each in row.elements("td", "th")] for row in rows]
    width = max(len(row) for row in grid)
    if not rows[0].elements("th"):
        grid.insert(0, [""] * width)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in grid]
    rules = [rule(each) for each in rows[0].elements("td", "th")]
    lines.insert(1, "| " + " | ".join([*rules, *["---"] * (width - len(rules))]) + " |")
    return ["\n".join(lines)]


def rows_of(node: Node) -> list[Node]:
    rows = []
    for child in node.elements("tr", "thead", "tbody", "tfoot"):
        rows += [child] if child.tag == "tr" else rows_of(child)
    return rows


def rule(heading: Node) -> str:
    """The line below a heading, which says how its column is aligned."""
    sides = {"left": ":---", "center": ":---:", "right": "---:"}
    style = heading.attributes.get("style", "").removeprefix("text-align:").strip(" ;")
    return sides.get(heading.attributes.get("align", style), "---")


def cell(node: Node, context: Context) -> str:
    """The cell in one line: what would be paragraphs or items there has breaks between."""
    parts: list[str] = []
    loose = Node("p")
    for child in [*node.children, Node("ul")]:
        if not isinstance(child, Node) or child.tag not in ("p", "ul", "ol", "div"):
            loose.children.append(child)
            continue
        parts += [inline_of(loose, context)]
        loose = Node("p")
        inner = child.elements("li") if child.tag in ("ul", "ol") else [child]
        parts += [f"{'• ' * (child.tag in ('ul', 'ol'))}{inline_of(each, context)}" for each in inner]
    return "<br>".join(part for part in parts if part).replace("|", "\\|").replace("\n", "<br>")


def details(node: Node, context: Context) -> list[str]:
    summary = node.first("summary")
    title = " ".join(summary.text().split()) if summary else ""
    node.children = [child for child in node.children if child is not summary]
    return [details_block(title, "\n\n".join(blocks_of(node, context)))]


SPECIAL = {
    "aside": aside,
    "blockquote": quotation,
    "details": details,
    "hr": lambda node, context: ["---"],
    "ol": items,
    "pre": code,
    "summary": lambda node, context: [],
    "table": table,
    "ul": items,
    **{f"h{level}": heading for level in range(1, 7)},
}
