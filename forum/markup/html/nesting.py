"""Which elements may stand inside which, so that a browser builds the tree that was written."""

from forum.markup.results import CROWDED, UNSOUND, Unsound

DEEPEST = 60

INLINE = frozenset("del em ins kbd mark small span strong sub sup".split())
PHRASING = INLINE | frozenset("a br code img".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
FLOW = PHRASING | HEADINGS | frozenset("blockquote details hr ol p pre table ul".split())

CHILDREN = {
    "": FLOW,
    "a": PHRASING - {"a"},
    "blockquote": FLOW,
    "code": frozenset(),
    "details": FLOW | {"summary"},
    "li": FLOW,
    "ol": frozenset({"li"}),
    "p": PHRASING,
    "pre": frozenset({"code"}),
    # What refers to a footnote holds nothing but its number.
    "sup.footnote": frozenset(),
    "summary": PHRASING | HEADINGS,
    "table": frozenset({"thead", "tbody"}),
    "tbody": frozenset({"tr"}),
    "td": PHRASING,
    "th": PHRASING,
    "thead": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
    "ul": frozenset({"li"}),
} | dict.fromkeys(HEADINGS | INLINE, PHRASING)

# The classes that our parsers give; code names its language there, which is judged where it is coloured.
CLASSES = {
    "a": {"", "alone"},
    "blockquote": {"", "note"},
    "details": {"", "spoiler"},
    "li": {"", "task", "task done"},
    "ol": {"", "footnotes"},
    "p": {"", "quoted"},
    "span": {"literal", "spoiler"},
    "sup": {"", "footnote"},
}
NO_CLASS = {""}

VOID = frozenset({"br", "hr", "img"})
# Between the elements of these there is only white space.
TEXTLESS = frozenset("ol pre table tbody thead tr ul".split())
# White space beside the elements of these is the renderer's, not the author's.
LOOSE = frozenset({"", "blockquote", "details", "li"})


class Structure:
    """The open elements. Every step that does not fit raises `Unsound`."""

    def __init__(self) -> None:
        self.open = [""]
        self.children = [CHILDREN[""]]

    @property
    def parent(self) -> str:
        return self.open[-1]

    def start(self, tag: str, css_class: str) -> None:
        if tag not in self.children[-1] or (tag == "a" and "a" in self.open):
            raise Unsound(UNSOUND)
        if tag != "code" and css_class not in CLASSES.get(tag, NO_CLASS):
            raise Unsound(UNSOUND)
        if tag not in VOID:
            self.open.append(tag)
            self.children.append(CHILDREN.get(f"{tag}.{css_class}", CHILDREN[tag]))
            if len(self.open) > DEEPEST:
                raise Unsound(CROWDED)

    def end(self, tag: str) -> None:
        if self.open.pop() != tag:
            raise Unsound(UNSOUND)
        self.children.pop()

    def finish(self) -> None:
        if self.open != [""]:
            raise Unsound(UNSOUND)
