"""Blocks between lines of slashes: details and spoilers."""

import pytest

from tests.markup.block_trees import tree

DETAILS = "<details><summary>{}</summary>{}</details>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// details | The end\nHe did it.\n///\nMore.", DETAILS.format("The end", "<p>He did it.</p>") + "<p>More.</p>"),
        ("///details|x\ny\n///", DETAILS.format("x", "<p>y</p>")),
        ("/// details\ny\n///", DETAILS.format("", "<p>y</p>")),
        ("words\n/// details | x\ny\n///", "<p>words</p>" + DETAILS.format("x", "<p>y</p>")),
        ("/// details | x\n- a\n///\nz", DETAILS.format("x", "<ul><li>a</li></ul>") + "<p>z</p>"),
        ("- a\n\n  /// details | x\n  y\n  ///\n- b", "<ul><li><p>a</p>" + DETAILS.format("x", "<p>y</p>") + "</li><li><p>b</p></li></ul>"),
        ("> /// details | x\n> y\n\nz", "<blockquote>" + DETAILS.format("x", "<p>y</p>") + "</blockquote><p>z</p>"),
    ],
)  # fmt: skip
def test_details_hold_what_stands_between_their_lines(source, expected):
    assert tree(source) == expected


def test_details_that_are_not_closed_go_on_to_the_end():
    assert tree("/// details | x\na\n\nb") == DETAILS.format("x", "<p>a</p><p>b</p>")


def test_outer_details_have_more_slashes():
    source = "//// details | a\n/// details | b\nin\n///\nout\n////\nend"
    inner = DETAILS.format("b", "<p>in</p>")
    assert tree(source) == DETAILS.format("a", f"{inner}<p>out</p>") + "<p>end</p>"


def test_code_in_details_may_hold_slashes():
    assert tree("/// details | x\n```\n///\n```\n///\ny") == (
        DETAILS.format("x", "<pre><code>///</code></pre>") + "<p>y</p>"
    )


def test_a_spoiler_is_written_the_same_way():
    assert tree("/// spoiler | x\ny\n///") == (
        '<details class="spoiler"><summary>x</summary><p>y</p></details>'
    )


@pytest.mark.parametrize(
    "source", ["///", "/// A comment in Rust", "/// html | div\nx\n///", "// details | x"]
)
def test_other_slashes_are_text(source):
    assert tree(source) == f"<p>{source}</p>"
