"""Headings and rules."""

import pytest

from tests.markup.block_trees import tree


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# a", "<h1>a</h1>"),
        ("###### a", "<h6>a</h6>"),
        ("   ## Plan", "<h2>Plan</h2>"),
        ("#\ta", "<h1>a</h1>"),
        ("## Plan ##  ", "<h2>Plan</h2>"),
        ("# C#", "<h1>C#</h1>"),
        ("## F# ##", "<h2>F#</h2>"),
        ("words\n# a\nmore", "<p>words</p><h1>a</h1><p>more</p>"),
        ("#1 on my list", "<p>#1 on my list</p>"),
        ("####### a", "<p>####### a</p>"),
        ("a\n    # b", "<p>a\n# b</p>"),
        (r"\# a", r"<p>\# a</p>"),
    ],
)
def test_a_heading_has_a_blank_behind_its_marks(source, expected):
    assert tree(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n=", "<h1>a</h1>"),
        ("a\n-", "<h2>a</h2>"),
        ("One plan\nof two lines\n---\nrest", "<h2>One plan\nof two lines</h2><p>rest</p>"),
        ("a\n   ----  \nb", "<h2>a</h2><p>b</p>"),
        ("- a\n---\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
        ("> a\n---\nb", "<blockquote><p>a</p></blockquote><hr><p>b</p>"),
        ("a\n= =", "<p>a\n= =</p>"),
        ("***\n---\n___", "<hr><hr><hr>"),
    ],
)
def test_a_line_below_words_makes_a_heading_of_them(source, expected):
    assert tree(source) == expected


def test_a_signature_is_no_heading():
    assert tree("Best\n-- \nJohn") == "<p>Best\n--\nJohn</p>"
    assert tree("Best\n--\n\nJohn") == "<p>Best\n--</p><p>John</p>"


def test_a_rule_below_the_last_words_of_a_text_is_a_rule():
    assert tree("Regards\n---\n\n  \n") == "<p>Regards</p><hr>"
    assert tree("> Regards\n> ---") == "<blockquote><p>Regards</p><hr></blockquote>"
    assert tree("Title\n---\nwords") == "<h2>Title</h2><p>words</p>"
    assert tree("Title\n----") == "<h2>Title</h2>"


@pytest.mark.parametrize("source", ["* * *", "- - -", "_____", "   ***", "*\t*\t*"])
def test_three_of_a_sign_are_a_rule(source):
    assert tree(f"a\n\n{source}\nb") == "<p>a</p><hr><p>b</p>"


@pytest.mark.parametrize("source", ["**", "_ _", "**-", "***a", r"\***"])
def test_less_than_three_or_other_signs_are_none(source):
    assert "<hr>" not in tree(source)


def test_a_heading_may_be_typed_in_html():
    assert tree("<h2>End:</h2> All is well.") == "<h2>End:</h2><p>All is well.</p>"
    assert tree("<H3>a</H3>\nb") == "<h3>a</h3><p>b</p>"
    assert "<h2>" not in tree("<h2>a</h3>") + tree("<h2>a\nb</h2>") + tree("a <h2>b</h2>")
