"""Tables by GitHub's rules, and two where people forget the blank line between them."""

import pytest

from tests.markup.block_trees import blocks, tree


def rows(table):
    return [[cell.text for cell in row] for row in table.iter("tr")]


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n--|--\n1 | 2",
        "|a|b\n:-|-:\n1|2|",
        "  | a | b |\n   | - | - |\n | 1 | 2 | 3 |",
        "a\t|\tb\n---|---\n1\t|\t2",
    ],
)
def test_a_table_has_a_head_above_its_dashes_and_rows_below(source):
    assert rows(blocks(source)[0]) == [["a", "b"], ["1", "2"]]


def test_colons_align_columns():
    assert tree("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|") == (
        '<table><thead><tr><th align="left">a</th><th align="center">b</th><th align="right">c</th><th>d</th></tr></thead>'
        '<tbody><tr><td align="left">1</td><td align="center">2</td><td align="right">3</td><td>4</td></tr></tbody></table>'
    )


@pytest.mark.parametrize(
    "source", ["|a|b|\n|-|", "a\n-|-", "|a|b|\n|-|x|", "|\n-|", "a|b\n- -|-", "|a|\n\n|-|", "> |a|\n|-|"]
)
def test_what_does_not_match_its_head_is_no_table(source):
    assert "<table>" not in tree(source)


def test_an_escaped_pipe_is_a_pipe_even_in_code():
    assert rows(blocks("|a|b|\n|-|-|\n|`x \\| y`|\\|\\||")[0])[1] == ["`x | y`", "||"]


@pytest.mark.parametrize(
    ("below", "follows"),
    [
        ("- b", "<ul><li>b</li></ul>"),
        ("> b", "<blockquote><p>b</p></blockquote>"),
        ("# b", "<h1>b</h1>"),
        ("***", "<hr>"),
        ("```\nb\n```", "<pre><code>b</code></pre>"),
        ("\nb", "<p>b</p>"),
    ],
)
def test_a_table_ends_where_another_block_begins(below, follows):
    html = tree(f"|a|\n|-|\n|1|\n{below}")
    assert html.endswith(f"<td>1</td></tr></tbody></table>{follows}")


def test_a_line_of_words_below_a_table_is_a_row():
    assert rows(blocks("|a|b|\n|-|-|\nwords")[0]) == [["a", "b"], ["words", ""]]


def test_a_table_may_follow_a_sentence_and_take_its_last_line_alone():
    assert tree("See:\nhere:\n|a|\n|-|") == (
        "<p>See:\nhere:</p><table><thead><tr><th>a</th></tr></thead></table>"
    )


def test_a_second_table_needs_no_blank_line():
    first, second = blocks("|a|\n|-|\n|1|\n|b|c|\n|-|-|\n|2|3|")
    assert rows(first) == [["a"], ["1"]]
    assert rows(second) == [["b", "c"], ["2", "3"]]
    assert len(blocks("|a|\n|-|\n|1|\n|2|")) == 1
