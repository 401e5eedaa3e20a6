"""Formulas on lines of their own, where the forum shows formulas."""

import pytest

from tests.markup.block_trees import tree


@pytest.mark.parametrize(
    "source",
    ["$$\nx = 1\n- 2\n$$", "$$x = 1\n- 2$$", "\\[\nx = 1\n- 2\n\\]", "words\n$$\nx = 1\n- 2\n$$\nwords"],
)
def test_a_formula_stands_between_its_marks_and_is_read_for_nothing_else(source):
    assert '<pre><code class="math">x = 1\n- 2</code></pre>' in tree(source, maths=True)
    assert "math" not in tree(source)


def test_a_formula_may_stand_in_an_item_and_on_one_line():
    assert tree("- $$ x $$", maths=True) == '<ul><li><pre><code class="math">x</code></pre></li></ul>'


@pytest.mark.parametrize("source", ["$$ x $$ costs", "$$ x\n\ny", "$$\n\nx $$"])
def test_what_is_not_ended_before_a_blank_line_is_text(source):
    html = tree(source, maths=True)
    assert "math" not in html
    assert html == "".join(f"<p>{words}</p>" for words in source.split("\n\n"))
