from forum.importing.converting.code import fenced, language_of
from forum.importing.converting.details import folded
from forum.importing.converting.html_to_markdown.html_tree import Node
from forum.importing.converting.html_to_markdown.inline import inline_of, link, ours_at_line_starts
from forum.importing.converting.maths import displayed
from forum.importing.converting.quotes import attribution
from forum.importing.converting.reading import Reading

BLOCKS = frozenset(
    "address article aside blockquote center details div dl dd dt fieldset figure figcaption footer form h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def blocks_of(node: Node, on: Reading) -> list[str]:
    """The content of an element as blocks of Markdown; loose text between them makes paragraphs."""
    found, loose = [], Node("p")
    for child in [*node.children, Node("hr-end")]:
        if isinstance(child, Node) and (child.tag in BLOCKS or child.tag == "hr-end"):
            found += paragraph(loose, on)
            loose = Node("p")
            found += block(child, on)
        else:
            loose.children.append(child)
    return found


def paragraph(node: Node, on: Reading) -> list[str]:
    if any(isinstance(child, Node) and child.tag in BLOCKS for child in node.children):
        return blocks_of(node, on)
    text = ours_at_line_starts(inline_of(node, on))
    return [text] if text else []


def block(node: Node, on: Reading) -> list[str]:
    special = SPECIAL.get(node.tag)
    if special:
        return special(node, on)
    if "math" in node.classes:
        return [displayed(node.words())]
    if "meta" in node.classes:
        return []
    return paragraph(node, on)


def heading(node: Node, on: Reading) -> list[str]:
    text = inline_of(node, on).replace("\n", " ")
    return [f"{'#' * int(node.tag[1])} {text}"] if text else []


def code(node: Node, on: Reading) -> list[str]:
    inner = node.first("code") or node
    named = [name.removeprefix("lang-") for name in inner.classes if name.startswith("lang-")]
    return [fenced(node.words(), language_of(named[0]) if named else "")]


def quotation(node: Node, on: Reading) -> list[str]:
    return [prefixed(blocks_of(node, on))]


def aside(node: Node, on: Reading) -> list[str]:
    if "quote" in node.classes:
        facts = node.facts
        named = f"{facts.get('data-username', '')}, post:{facts.get('data-post')}, topic:{facts.get('data-topic')}"
        said_by = attribution(named, on)
        inner = [part for quote in node.elements("blockquote") for part in blocks_of(quote, on)]
        return [prefixed([said_by, *inner] if said_by else inner)]
    # A preview of another page stands for a link to it.
    source = node.first("a") if "onebox" in node.classes else None
    address = node.facts.get("data-onebox-src") or (source.facts.get("href") if source else "")
    return [link(Node("a", {"href": address}, [address]), on)] if address else blocks_of(node, on)


def prefixed(blocks: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def items(node: Node, on: Reading) -> list[str]:
    number = int(node.facts["start"]) if node.facts.get("start", "").isdecimal() else 1
    found, loose = [], False
    for place, item in enumerate(node.elements("li")):
        parts = blocks_of(item, on)
        mark = f"{number + place}. " if node.tag == "ol" else "- "
        loose = loose or any(part.startswith(("```", "> ")) for part in parts)
        body = "\n\n".join(parts) if loose else "\n".join(parts)
        found.append(mark + body.replace("\n", "\n    "))
    return [("\n\n" if loose else "\n").join(found)] if found else []


def table(node: Node, on: Reading) -> list[str]:
    rows = [row for row in rows_of(node) if row.elements("td", "th")]
    if not rows:
        return []
    grid = [[cell(each, on) for each in row.elements("td", "th")] for row in rows]
    width = max(len(row) for row in grid)
    if not rows[0].elements("th"):
        grid.insert(0, [""] * width)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in grid]
    lines.insert(1, "|" + " --- |" * width)
    return ["\n".join(lines)]


def rows_of(node: Node) -> list[Node]:
    rows = []
    for child in node.elements("tr", "thead", "tbody", "tfoot"):
        rows += [child] if child.tag == "tr" else rows_of(child)
    return rows


def cell(node: Node, on: Reading) -> str:
    return inline_of(node, on).replace("|", "\\|").replace("\n", " · ")


def hidden(node: Node, on: Reading) -> list[str]:
    summary = node.first("summary")
    title = " ".join(summary.words().split()) if summary else ""
    node.children = [child for child in node.children if child is not summary]
    return [folded(title, "\n\n".join(blocks_of(node, on)))]


SPECIAL = {
    "aside": aside,
    "blockquote": quotation,
    "details": hidden,
    "hr": lambda node, on: ["---"],
    "ol": items,
    "pre": code,
    "summary": lambda node, on: [],
    "table": table,
    "ul": items,
    **{f"h{level}": heading for level in range(1, 7)},
}
