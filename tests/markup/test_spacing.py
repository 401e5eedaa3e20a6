"""Lists, code and tables as people type them, not as the parser wants them."""

import pytest

from forum.markup import render
from tests.markup.shapes import shape


def html(source):
    return shape(render(source).html)


def test_a_list_may_follow_a_sentence():
    assert html("We need:\n- salt\n- oil") == "<p>We need:</p>\n<ul><li>salt</li><li>oil</li></ul>"


def test_only_a_list_that_begins_with_one_interrupts_a_sentence():
    assert "<ol>" in html("Steps:\n1. a\n2. b")
    assert html("It was in\n1986. A great year.") == "<p>It was in<br>\n1986. A great year.</p>"


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_a_nested_list_may_be_indented_by_as_little_as_its_bullet(indent):
    assert html(f"- a\n{' ' * indent}- b\n- c") == "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


def test_a_list_in_a_numbered_list_stands_below_the_number():
    assert html("1. a\n   - b\n   - c\n2. d") == "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"


def test_numbers_with_a_parenthesis_count_too():
    assert html("1) a\n2) b") == "<ol><li>a</li><li>b</li></ol>"


def test_bullets_after_numbers_are_another_list():
    assert html("1. a\n- b") == "<ol><li>a</li></ol>\n<ul><li>b</li></ul>"


def test_a_paragraph_below_an_item_belongs_to_it_when_it_is_indented():
    assert html("- a\n\n  more\n\nout") == "<ul><li><p>a</p><p>more</p></li></ul>\n<p>out</p>"


def test_lists_inside_quotations_work_the_same_way():
    assert html("> so:\n> - a\n>   - b") == (
        "<blockquote><p>so:</p><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"
    )


def test_code_may_stand_right_between_two_sentences():
    assert html("before\n```\ncode\n```\nafter") == (
        '<p>before</p>\n<pre tabindex="0"><code>code</code></pre>\n<p>after</p>'
    )


def test_a_table_may_follow_a_sentence():
    assert html("See:\n|a|\n|-|\n|1|").startswith('<p>See:</p>\n<div class="table-scroll"')


def test_rules_and_emphasis_are_not_taken_for_bullets():
    assert html("a\n\n* * *\n\n*b* c") == "<p>a</p>\n<hr><p><em>b</em> c</p>"


def test_what_looks_like_a_list_in_code_is_left_alone():
    assert html("```\nx:\n- a\n  - b\n```") == '<pre tabindex="0"><code>x:\n- a\n  - b</code></pre>'
    assert html("    x:\n    - a") == '<pre tabindex="0"><code>x:\n- a</code></pre>'
