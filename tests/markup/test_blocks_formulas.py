"""Formulas on lines of their own, where the forum shows formulas."""

import re
import time

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


@pytest.mark.parametrize("maths", [True, False])
def test_lists_below_signs_that_begin_no_formula_stay_lists(maths):
    assert tree("$$ is money\n- tea\n- milk\n\n$$", maths=maths) == (
        "<p>$$ is money</p><ul><li>tea</li><li>milk</li></ul><p>$$</p>"
    )


@pytest.mark.parametrize("source", ["$$\na_1\n= b\n- c\n$$", "\\[\n# x_1\n\\]", "> $$\n> x_1\n> ---\n> $$"])
def test_where_formulas_are_not_shown_its_lines_are_a_paragraph_as_typed(source):
    html = tree(source)
    assert re.findall("<(h|ul|hr|pre)", html) == []
    assert source.replace("> ", "") in html


def test_what_does_not_look_like_a_formula_is_read_as_ever_where_they_are_not_shown():
    assert "<ul>" in tree("$$\nour prices\n- tea\n$$")


@pytest.mark.parametrize(
    "piece", ["$$\n", "$$ a\n", "$$\na\n\n", "\\[\n", "> $$\n", "- $$\n", "$$ a_1\n$$\n"]
)
@pytest.mark.parametrize("maths", [True, False])
def test_many_signs_take_time_by_their_number_alone(piece, maths):
    before = time.process_time()
    tree(piece * (32_000 // len(piece)), maths=maths)
    assert time.process_time() - before < 0.7
