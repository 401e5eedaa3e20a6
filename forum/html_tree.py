"""HTML, also what is broken, as a tree. Each sign is looked at a fixed number of times.

Python's own parser looks again at all that follows whenever a tag or a comment has no end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.html_entities import unescape

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# These end where the next of their kind begins, whether or not anybody closed them.
CLOSED_BY = {
    "p": frozenset("p ul ol dl pre table blockquote div aside details h1 h2 h3 h4 h5 h6 hr".split()),
    "li": frozenset({"li"}),
    "tr": frozenset({"tr"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
}
DEEPEST = 100
# Neither tags nor comments are looked for in these, up to their own end.
RAW = frozenset({"script", "style"})
CLOSED_AT_ONCE = (" /", '"/', "'/")  # not the end of an address without quotes
# Each begins with a sign that no other does and runs to the end of the text where nothing else ends it, so that none is
# ever begun and given up. Quotes count behind an equals sign alone: elsewhere they are apostrophes.
MARKUP = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|(?P<unended>\Z)))|<(?:[!?]|/(?![a-z]))[^>]*(?:>|(?P<open>\Z))
    |<(?P<slash>/?)(?P<tag>[a-z][^\s/>]*)
    (?P<attributes>(?:[^>=]+|=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))?)*)(?:>|(?P<unclosed>\Z))""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""([^\s/>=]+)(?:\s*=\s*("[^"]*"?|'[^']*'?|[^\s>]*))?""")


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def elements(self, *tags: str) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node) and child.tag in tags]

    def first(self, tag: str) -> "Node | None":
        """The first element of this kind, at any depth."""
        for child in self.children:
            element = child if isinstance(child, str) or child.tag == tag else child.first(tag)
            if isinstance(element, Node):
                return element
        return None

    def text(self) -> str:
        """All text inside, as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class TreeBuilder:
    def __init__(self) -> None:
        self.open = [Node("")]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        while tag in CLOSED_BY.get(self.open[-1].tag, ()):
            self.open.pop()
        node = Node(tag, attributes)
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def end(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def add(self, text: str) -> None:
        if text:
            self.open[-1].children.append(text)


def parse_html(html: str) -> Node:
    builder, at = TreeBuilder(), 0
    while found := MARKUP.search(html, at):
        builder.add(unescape(html[at : found.start()]))
        at = found.end()
        if any(end is not None for end in found.group("unended", "open", "unclosed")):
            # It has no end, so it is none: what was written stays.
            builder.add(unescape(found[0]))
            continue
        tag = (found["tag"] or "").lower()
        if not tag:
            continue
        if found["slash"]:
            builder.end(tag)
            continue
        written = found["attributes"]
        builder.start(tag, dict(attributes_in(written)))
        if tag in RAW:
            end = re.compile(f"</{tag}", re.IGNORECASE).search(html, at)
            stop = end.start() if end else len(html)
            builder.add(html[at:stop])
            at = stop
        elif tag not in VOID and (written == "/" or written.endswith(CLOSED_AT_ONCE)):
            builder.end(tag)
    builder.add(unescape(html[at:]))
    return builder.open[0]


def attributes_in(written: str) -> Iterator[tuple[str, str]]:
    for name, value in ATTRIBUTE.findall(written):
        quote = value[:1]
        bare = value[1:].removesuffix(quote) if quote in ("'", '"') and quote else value
        yield name.lower(), unescape(bare)
