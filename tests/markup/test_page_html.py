"""What a page adds to stored HTML: the direction of lists, quotes and tables, and names for what scrolls."""

from forum.markup.rendering import render
from forum.markup.trusted_html import page_html


def shown(source):
    return page_html(render(source).html)


def test_lists_quotes_and_tables_run_the_way_their_letters_do():
    page = shown("- عنصر\n\n1. one\n\n> اقتباس\n\n| a |\n|---|\n| b |")
    for start in ("<ul", "<ol", "<blockquote", "<table"):
        assert f'{start} dir="auto">' in page
        assert f"{start}>" not in page


def test_what_scrolls_has_a_name():
    page = shown("```\nx\n```\n\n| a |\n|---|\n| b |")
    assert '<pre tabindex="0" role="group" aria-label="Code">' in page
    assert '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">' in page


def test_what_an_author_writes_about_such_tags_stays_as_it_is():
    page = shown('`<ul>` and <pre tabindex="0"> and ![<ol>](https://example.org/a.png)')
    assert "dir=" not in page
    assert "aria-label" not in page
