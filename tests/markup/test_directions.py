"""Right to left: each block runs the way its own letters do, and what holds blocks runs as the first of them."""

import pytest

from forum.markup import addressees, render
from tests.markup.judging import faults

MEMBERS = {"ada": "ada", "עלי": "עלי"}


def stored(source):
    html = render(source, MEMBERS).html
    assert faults(html) == []
    return html


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("مرحبا بالجميع", ['<p dir="rtl">']),
        ("hello", ['<p dir="auto">']),
        ("12 مرحبا", ['<p dir="rtl">']),
        ("# سلام", ['<h3 dir="rtl">']),
        ("- عنصر أول\n- second", ['<ul dir="rtl"><li dir="rtl">', '<li dir="auto">second']),
        ("3. واحد", ['<ol start="3" dir="rtl"><li dir="rtl">']),
        ("- one\n  - اثنان", ['<ul dir="auto"><li dir="auto">one<ul dir="rtl"><li dir="rtl">']),
        ("> اقتباس\n>\n> words", ['<blockquote dir="rtl"><p dir="rtl">', '<p dir="auto">words']),
        ("> - اقتباس", ['<blockquote dir="rtl"><ul dir="rtl"><li dir="rtl">']),
        (
            "| اسم | 2 |\n|---|---|\n| abc | 3 |",
            ['tabindex="0" dir="rtl"><table>', '<th dir="rtl">', '<td dir="auto">abc', "<td>3</td>"],
        ),
    ],
)
def test_blocks_run_the_way_their_letters_do(source, tags):
    html = stored(source)
    assert [tag for tag in tags if tag not in html] == []


def test_code_runs_from_left_to_right_and_says_nothing_about_what_is_around_it():
    html = stored("`ls -l` يعرض الملفات\n\n```\nls\n```")
    assert '<p dir="rtl"><code dir="ltr">ls -l</code>' in html
    assert '<pre tabindex="0" dir="ltr">' in html


def test_names_and_addresses_say_nothing_about_the_words_around_them():
    assert '<p dir="rtl"><a class="mention" href="/u/ada/" dir="auto">@ada</a> مرحبا' in stored("@ada مرحبا")
    assert '<p dir="auto"><a class="mention"' in stored("@עלי hello")
    html = stored("https://example.org/a/ مرحبا")
    assert '<p dir="rtl"><a href="https://example.org/a/"' in html
    assert 'dir="ltr">https://example.org/a/</a>' in html
    assert '<p dir="auto"><a href' in stored("[words](https://example.org/a/) مرحبا")


def test_where_all_runs_from_left_to_right_names_and_code_say_nothing():
    html = stored("so @ada `x` https://example.org\n\n```\nx\n```")
    assert html.count("dir=") == 1


def test_a_quotation_runs_like_its_words_and_not_like_the_line_that_says_whose_they_are():
    html = stored("> @ada [wrote](/p/1/):\n> اقتباس")
    assert html.startswith('<blockquote dir="rtl"><p class="quoted" dir="auto">')
    assert '</p><p dir="rtl">' in html
    assert addressees(html) == (set(), {1})
    assert stored("> whose?\n>\n> اقتباس").startswith('<blockquote dir="auto"><p dir="auto">')


def test_a_block_without_letters_runs_like_what_is_around_it():
    assert stored("- عنصر\n  - 12\n\n👍").endswith("<ul><li>12</li></ul></li></ul>\n<p>👍</p>")
    assert addressees(stored("@ada مرحبا"))[0] == {"ada"}
