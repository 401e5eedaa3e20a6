"""What holds for every block: its place in its containers, its cost, its depth."""

import re
import time
from xml.etree.ElementTree import Element

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forum.markup.blocks import read_blocks
from forum.markup.blocks.open_blocks import DEEPEST
from forum.markup.document import Document
from forum.markup.options import Options
from tests.markup.block_trees import blocks, tree
from tests.markup.test_hostile import COSTLY


def depth(element: Element) -> int:
    """How many elements stand inside each other; counts without recursion."""
    deepest, open_elements = 0, [(element, 0)]
    while open_elements:
        parent, level = open_elements.pop()
        deepest = max(deepest, level)
        open_elements += [(child, level + 1) for child in parent]
    return deepest


@pytest.mark.parametrize(
    "pattern",
    [*COSTLY, "-\n", "- [ ] a\n", "1. a\n\n   b\n", "a\n=\n", "[^1]: ", "[a]: /x '\n", "$$\n", "|a|\n|-|\n"],
    ids=ascii,
)
def test_two_hundred_kilobytes_of_anything_are_read_in_linear_time(pattern):
    source = (pattern * 200_000)[:200_000]
    began = time.process_time()
    blocks(source, maths=True)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "source",
    [
        "> " * 900 + "a",
        "- " * 500 + "a",
        "1. " * 500 + "a",
        "[^1]: " * 500 + "a",
        "".join("  " * level + "- a\n" for level in range(400)),
        "".join(f"{'/' * (400 - level)} spoiler | a\n" for level in range(300)),
    ],
    ids=lambda source: ascii(source[:12]),
)
def test_what_is_nested_too_deep_is_text(source):
    root = blocks(source)
    assert depth(root) <= DEEPEST + 2
    words = "".join(root.itertext())
    assert words.count("a") == source.count("a")


def test_a_line_of_many_short_rows_below_a_wide_head_fills_few_cells():
    root = blocks("|a" * 500 + "\n" + "|-" * 500 + "\n" + "|a\n" * 5_000)
    assert len(list(root.iter("td"))) < 10_000
    assert tree("|a|b|\n|-|-|\n|1") == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> a\nb", "<blockquote><p>a\nb</p></blockquote>"),
        ("> a\n\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("> bar\n>\nbaz", "<blockquote><p>bar</p></blockquote><p>baz</p>"),
        (
            ">         a = 1;\nby getting",
            "<blockquote><pre><code>    a = 1;</code></pre></blockquote><p>by getting</p>",
        ),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ("> a\n> - b\nc", "<blockquote><p>a</p><ul><li>b\nc</li></ul></blockquote>"),
    ],
)
def test_a_quotation_ends_where_its_last_paragraph_does(source, expected):
    assert tree(source) == expected


def test_white_space_that_is_no_blank_stays():
    assert tree("    \u00a0") == "<pre><code>\u00a0</code></pre>"
    assert tree("\u3000\u3000第一段") == "<p>\u3000\u3000第一段</p>"


MARKS = st.sampled_from(
    [*(mark for mark in COSTLY if len(mark) < 9), "\n", "\n\n", "\n    ", "\n///\n", "\u00a0", "[^n]: "]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS, min_size=1, max_size=20), st.booleans())
def test_no_mixture_of_marks_loses_a_word(marks, maths):
    words = [f"word{number}" for number in range(len(marks))]
    source = "".join(f"{mark}{word} " for mark, word in zip(marks, words, strict=True))
    # What is behind a fence names a language, and a row may hold more than its head.
    assume(not re.search(r"```|~~~", source) and source.count("|") < 2)
    document = Document(options=Options(maths=maths))
    root = read_blocks(source, document)
    kept = " ".join(root.itertext()) + "".join(note.get("label", "") for note in root.iter("note"))
    kept += "".join(line.source for _, lines in document.definition_lines for line in lines)
    assert [word for word in words if word not in kept] == []
