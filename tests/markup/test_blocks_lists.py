"""Lists: what belongs to an item, where the next begins, and which stand apart from each other."""

import pytest

from tests.markup.block_trees import blocks, tree


@pytest.mark.parametrize(
    "inside",
    [
        "a\n\n  more",
        "a\n  ```\n  code\n  ```\n  then this",
        "a\n\n  - sub",
        "a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |",
        "a\n\n  > quoted",
        "a\n\n  # heading\n  words",
    ],
)
def test_an_item_begins_right_below_whatever_the_one_before_it_ends_with(inside):
    root = blocks(f"- {inside}\n- last")
    assert [child.tag for child in root] == ["ul"]
    items = root[0].findall("li")
    assert len(items) == 2
    assert "".join(items[1].itertext()) == "last"
    quoted = blocks("\n".join(f"> {line}" for line in f"- {inside}\n- last".split("\n")))
    assert len(quoted[0][0].findall("li")) == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("- a\n  - b\n\n- c", "<ul><li><p>a</p><ul><li>b</li></ul></li><li><p>c</p></li></ul>"),
        ("- a\n  - b\n\n    c\n- d", "<ul><li>a<ul><li><p>b</p><p>c</p></li></ul></li><li>d</li></ul>"),
        ("- a\n  > b\n  >\n- c", "<ul><li>a<blockquote><p>b</p></blockquote></li><li>c</li></ul>"),
        (
            "- ```\n  a\n\n\n  ```\n- b",
            "<ul><li><pre><code>a\n\n</code></pre></li><li>b</li></ul>",
        ),
        ("-     a\n\n- b", "<ul><li><pre><code>a</code></pre></li><li><p>b</p></li></ul>"),
        ("- a\n-\n- c", "<ul><li>a</li><li></li><li>c</li></ul>"),
    ],
)
def test_a_list_is_loose_where_a_blank_line_stands_between_its_own_blocks(source, expected):
    assert tree(source) == expected


@pytest.mark.parametrize("other", ["* b", "+ b", "1. b", "1) b"])
def test_another_marker_begins_another_list(other):
    assert len(blocks(f"- a\n{other}")) == 2
    assert len(blocks("- a\n- b")) == 1


def test_a_list_counts_from_its_first_number():
    assert tree("3. a\n9. b") == '<ol start="3"><li>a</li><li>b</li></ol>'
    assert tree("0. a") == '<ol start="0"><li>a</li></ol>'
    assert tree("01. a") == "<ol><li>a</li></ol>"
    assert tree("1234567890. a") == "<p>1234567890. a</p>"


@pytest.mark.parametrize(
    "source", ["words\n2. b", "words\n-\nmore", "words\n*\nmore", "words\n1986. A year."]
)
def test_only_an_item_with_words_that_begins_with_one_interrupts_a_paragraph(source):
    assert "<li>" not in tree(source)


@pytest.mark.parametrize("source", ["words\n1. b", "words\n- b", "words\n* b", "1. a\n3. b"])
def test_a_list_needs_no_blank_line_before_it(source):
    assert "<li>b</li>" in tree(source)


def test_tabs_count_as_columns():
    assert tree("- a\n\n\tmore") == "<ul><li><p>a</p><p>more</p></li></ul>"
    assert tree("-\t\tcode") == "<ul><li><pre><code>  code</code></pre></li></ul>"
    assert tree("1.\tone\n2.\ttwo") == "<ol><li>one</li><li>two</li></ol>"


def test_a_quotation_or_a_rule_below_an_items_words_stands_outside_of_it():
    assert tree("* a\nb\n> c") == "<ul><li>a\nb</li></ul><blockquote><p>c</p></blockquote>"
    assert tree("* a\n\n* b\n---\nc").endswith("</ul><hr><p>c</p>")
    assert tree("* a\n  > b") == "<ul><li>a<blockquote><p>b</p></blockquote></li></ul>"


def test_a_box_knows_whether_it_is_ticked_and_its_line_in_the_source():
    assert tree("So:\n\n- [ ] wash\n- [x] dry\n  - [X] fold") == (
        '<p>So:</p><ul><li class="task" value="3">wash</li>'
        '<li class="task done" value="4">dry<ul><li class="task done" value="5">fold</li></ul></li></ul>'
    )
    assert tree("> 1. a\n>\n>    b\n> 2. [ ] c").count('class="task" value="4"') == 1


@pytest.mark.parametrize(
    "source", ["- [ ]", "- [x]words", "- [y] a", "[ ] a", "- **a** [x] b", "- a\n\n  [ ] b", "- > [ ] a"]
)
def test_other_brackets_are_no_box(source):
    assert "task" not in tree(source)
