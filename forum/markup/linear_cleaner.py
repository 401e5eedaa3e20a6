"""A cleaner whose time grows with the length of the text alone.

In bleach's own, each `&` and `<` copies the text before it, and each element is looked for among all its siblings.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from bleach.html5lib_shim import BleachHTMLParser, BleachHTMLTokenizer, getTreeWalker
from bleach.sanitizer import Cleaner

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())

Token = dict[str, Any]
CHARACTERS = 1


class LinearCleaner(Cleaner):  # type: ignore[misc]
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.parser = Parser(
            tags=self.tags, strip=self.strip, consume_entities=False, namespaceHTMLElements=False
        )
        self.walker = TreeWalker


class Parser(BleachHTMLParser):  # type: ignore[misc]
    def mainLoop(self) -> None:  # noqa: N802
        self.tokenizer.__class__ = Tokenizer
        super().mainLoop()


class Tokenizer(BleachHTMLTokenizer):  # type: ignore[misc]
    def __iter__(self) -> Iterator[Token]:
        """Yield the tokens that the package's own tokenizer yields, but what is text in one piece."""
        texts: list[str] = []
        for token in super().__iter__():
            if token["type"] == CHARACTERS:
                texts.append(token["data"])
                continue
            if texts:
                yield {"type": CHARACTERS, "data": "".join(texts)}
                texts = []
            yield token
        if texts:
            yield {"type": CHARACTERS, "data": "".join(texts)}


class TreeWalker(getTreeWalker("etree")):  # type: ignore[misc]
    def __iter__(self) -> Iterator[Token]:
        """Yield the tokens that the package's own walker yields."""
        yield from self.text(self.tree.text or "")
        open_elements: list[tuple[Element, Iterator[Element]]] = [(self.tree, iter(self.tree))]
        while open_elements:
            parent, children = open_elements[-1]
            for child in children:
                if self.has_content(child):
                    yield self.startTag(*named(child))
                    yield from self.text(child.text or "")
                    open_elements.append((child, iter(child)))
                    break
                yield from self.single(child)
                yield from self.text(child.tail or "")
            else:
                open_elements.pop()
                if open_elements:
                    yield self.endTag(*named(parent)[:2])
                    yield from self.text(parent.tail or "")

    def has_content(self, element: Any) -> bool:
        return isinstance(element.tag, str) and element.tag not in VOID

    def single(self, element: Any) -> Iterator[Token]:
        if isinstance(element.tag, str):
            yield from self.emptyTag(*named(element))
        else:
            yield self.comment(element.text)


def named(element: Element) -> tuple[str | None, str, dict[tuple[str | None, str], str]]:
    """Namespace, name and attributes."""
    attributes = {split(name): value for name, value in element.attrib.items()}
    return *split(element.tag), attributes


def split(name: str) -> tuple[str | None, str]:
    """Return the namespace and the name of `{namespace}name`."""
    namespace, brace, rest = name.rpartition("}")
    return (namespace[1:], rest) if brace else (None, name)
