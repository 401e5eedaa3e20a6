"""Definitions of links and footnotes, and lines that only look like them."""

import pytest

from forum.markup.blocks import read_blocks
from forum.markup.document import Document
from tests.markup.block_trees import tree


def definitions(source):
    document = Document()
    read_blocks(source, document)
    return document.definitions


@pytest.mark.parametrize(
    "source",
    [
        "[a]: https://example.org/x",
        "   [a]:https://example.org/x",
        "[a]: <https://example.org/x>",
        "[a]:\nhttps://example.org/x",
        "[a]: https://example.org/x 'a title'",
        '[a]: https://example.org/x\n"a title\nof two lines"',
        "[a]: https://example.org/x (a title)\nwords",
        "> [a]: https://example.org/x",
        "[b]: /y\n[a]: https://example.org/x",
        "[a]: https://example.org/x\n[A]: /second",
        "[a]: https://example.org/x\nHeading\n===",
    ],
)
def test_a_definition_gives_the_address_of_its_label(source):
    assert definitions(source)["A"] == "https://example.org/x"


@pytest.mark.parametrize(
    "source",
    [
        "[A]: tea",
        "[solved]: yes\nsecond line",
        "[Note]: important",
        "[a]: javascript:alert(1)",
        "[a]: https://example.org/x and more",
        "words\n[a]: https://example.org/x",
        "[ ]: https://example.org/x",
        "[a] : https://example.org/x",
        "[a]:",
        "[a]: <>",
        r"\[a]: https://example.org/x",
    ],
)
def test_a_line_without_an_address_that_can_be_linked_is_text(source):
    assert definitions(source) == {}
    assert tree(source).startswith("<p>") and source.split("\n")[-1].split("<")[0] in tree(source)


def test_the_lines_of_definitions_are_kept_with_the_paragraph_below_them():
    document = Document()
    root = read_blocks("[a]: /x\n[b]:\n/y 'title'\nwords", document)
    [(paragraph, lines)] = document.definition_lines
    assert paragraph is root[0] and paragraph.text == "words"
    assert [tuple(line) for line in lines] == [("a", "[a]: /x"), ("b", "[b]:\n/y 'title'")]


def test_a_footnote_holds_its_lazy_and_its_indented_lines():
    document = Document()
    root = read_blocks("[^1]: Q: Where?\nA: Here.\n\n    - more\n\nafter\n\n[^2]: b\n[^3]: c", document)
    assert [child.tag for child in root] == ["note", "p", "note", "note"]
    assert [child.get("label") for child in root if child.tag == "note"] == ["1", "2", "3"]
    assert [child.tag for child in root[0]] == ["p", "ul"]
    assert root[0][0].text == "Q: Where?\nA: Here."
    assert document.notes["1"] is root[0]


@pytest.mark.parametrize("source", ["[^]: a", "[^a b]: c", "[^a] b", "    [^a]: b"])
def test_other_brackets_make_no_footnote(source):
    assert "<note" not in tree(source)


def test_of_two_footnotes_with_a_label_the_first_counts():
    document = Document()
    root = read_blocks("[^a]: one\n[^A]: two", document)
    assert document.notes["A"] is root[0]
