"""What a page adds to stored HTML: names for what scrolls, hides or has no words, in the reader's language."""

import pytest
from django.utils.translation import override

from forum.markup import render
from forum.markup.html.writer import HtmlWriter
from forum.markup.sanitising import sanitise
from forum.markup.trusted_html import page_html, titled_page_html


def shown(source):
    return page_html(render(source).html)


def page_of(html):
    return page_html(HtmlWriter({}).write(sanitise(html)).html)


def test_what_scrolls_has_a_name():
    page = shown("```\nx\n```\n\n| a |\n|---|\n| b |")
    assert '<pre tabindex="0" role="group" aria-label="Code">' in page
    assert '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"' in page


def test_a_spoiler_says_what_it_is():
    page = page_of('<p><span class="spoiler">x</span></p>')
    assert '<span class="spoiler" tabindex="0" role="group" aria-label="Spoiler">' in page


@pytest.mark.parametrize(
    ("css_class", "title", "shown_title"),
    [(' class="spoiler"', "", "Spoiler"), ("", "", "Details"), (' class="spoiler"', "The end", "The end")],
)
def test_what_folds_away_without_a_title_gets_one(css_class, title, shown_title):
    page = page_of(f"<details{css_class}><summary>{title}</summary><p>x</p></details>")
    assert f">{shown_title}</summary>" in page


def test_the_boxes_of_tasks_say_whether_they_are_done():
    page = page_of('<ul><li class="task" value="1">a</li><li class="task done" value="2">b</li></ul>')
    assert 'data-line="1" role="img" aria-label="Not done">☐' in page
    assert 'data-line="2" role="img" aria-label="Done">☑' in page


def test_the_words_are_in_the_readers_language():
    html = HtmlWriter({}).write("<details><summary></summary><p>x</p></details>").html
    with override("de"):
        assert ">Details</summary>" in page_html(html)


def test_lists_quotes_and_tables_of_the_first_version_still_find_their_direction():
    old = '<ul><li>عنصر</li></ul>\n<blockquote><p>x</p></blockquote>\n<ol start="3"><li>x</li></ol>\n<p>x</p>'
    page = page_html(old)
    for start in (
        '<ul dir="auto">',
        '<blockquote dir="auto">',
        '<ol dir="auto" start="3">',
        '<p dir="auto">x',
        "<li>x",
        "<p>x",
    ):
        assert start in page


def test_what_knows_its_direction_keeps_it():
    page = shown("- عنصر\n  - 12\n\nabc")
    assert '<ul dir="rtl"><li dir="rtl">عنصر<ul><li>12</li></ul></li></ul>' in page


def test_what_an_author_writes_about_such_tags_stays_as_it_is():
    page = shown(
        '`<ul>` and <pre tabindex="0"> and ![<ol>](https://example.org/a.png) and `<span class="task-box">☑`'
        ' <summary></summary> `<sup class="footnote"><a href="#note-1">`'
    )
    assert "aria-label" not in page
    assert page.count("dir=") == 1


def test_headings_right_below_a_title_keep_their_directions():
    assert titled_page_html(render("# שלום").html) == '<h2 dir="rtl">שלום</h2>'
