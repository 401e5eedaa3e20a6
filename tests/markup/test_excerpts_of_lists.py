"""The beginning of a text on one line is words: lists and Markdown leave no signs of theirs in it."""

import pytest

from forum.markup import excerpt, render
from forum.markup.excerpts import source_excerpt


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("Descale it.\n\n- [ ] vinegar\n- [ ] rinse", "Descale it. · ☐ vinegar · ☐ rinse"),
        ("- one\n  - nested\n- two", "one · nested · two"),
        ("|Speed|Power|\n|-|-|\n|3|4|", "Speed | Power 3 | 4"),
        ("10 - 3 is `ls | wc`", "10 - 3 is ls | wc"),
    ],
)
def test_an_excerpt_of_a_post(source, line):
    assert excerpt(render(source).text, 200) == line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("> > Descale the plate.", "Descale the plate."),
        ("> Theirs.\n\nMine.", "Mine."),
        ("![](/files/x/y.png) and ![A boat](/files/z.png)", "[picture] and [picture: A boat]"),
        ("## Head\n\n- [x] **done** with [this](https://example.org/a)", "Head · done with this"),
        ("", ""),
    ],
)
def test_an_excerpt_of_a_draft(source, line):
    assert source_excerpt(source, 200) == line


def test_no_excerpt_ends_with_four_dots():
    assert excerpt("hello." * 40, 6) == "hello…"
    assert excerpt("hello. hello. hello.", 8) == "hello…"
    assert source_excerpt("hello. hello. hello.", 8) == "hello…"
