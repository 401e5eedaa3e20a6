"""What the parsers may give and what becomes of it; everything else is refused."""

from dataclasses import replace

import pytest

from forum.markup.html.writer import HtmlWriter
from forum.markup.results import Unsound
from forum.markup.sanitising import sanitise
from tests.markup.judging import faults
from tests.markup.shapes import shape

NOTES = '<ol class="footnotes"><li><p>One.</p></li><li>Two.</li></ol>'


def written(html):
    rendered = HtmlWriter({}).write(sanitise(html))
    assert faults(rendered.html) == []
    return replace(rendered, html=shape(rendered.html))


@pytest.mark.parametrize("tag", "kbd sub sup mark ins small del em strong".split())
def test_small_elements_stay(tag):
    html = f"<p>a <{tag}>b</{tag}></p>"
    assert written(html).html == html


@pytest.mark.parametrize(
    "html",
    [
        "<span>x</span>",
        '<span class="modal">x</span>',
        '<p class="modal">x</p>',
        '<p class="quoted">in no quotation</p>',
        '<li class="task">in no list</li>',
        '<ul><li class="modal">x</li></ul>',
        '<ul><li><ol class="footnotes"><li>not at the end of the text</li></ol></li></ul>',
        f"<p>x</p>{NOTES}{NOTES}",
        f'<p><sup class="footnote">3</sup></p>{NOTES}',
        f'<p><sup class="footnote">0</sup></p>{NOTES}',
        f'<p><sup class="footnote">a</sup></p>{NOTES}',
        f'<p><sup class="footnote"><em>1</em></sup></p>{NOTES}',
        '<details class="modal"><summary>x</summary>y</details>',
        '<p><a class="button" href="/x/">x</a></p>',
    ],
)
def test_what_no_parser_of_ours_gives_is_refused(html):
    with pytest.raises(Unsound):
        HtmlWriter({}).write(sanitise(html))


def test_a_task_shows_its_box_and_knows_its_line():
    html = written(
        '<ul><li class="task" value="3">a</li><li class="task done" value="4"><p>b</p></li></ul>'
    ).html
    assert '<li class="task"><span class="task-box" data-line="3">☐</span> a</li>' in html
    assert '<li class="task"><p><span class="task-box" data-line="4">☑</span> b</p></li>' in html
    assert "data-line" not in written('<ul><li class="task" value="1x">a</li></ul>').html


def test_a_task_without_words_shows_its_box():
    rendered = written(
        '<ul><li class="task" value="1"></li><li class="task done" value="2"><pre><code>x</code></pre></li></ul>'
    )
    assert rendered.html.count("task-box") == 2
    assert rendered.text == "- ☐\n- ☑\n\n  x"


def test_a_picture_keeps_its_size():
    assert (
        'alt="a" width="300" height="200"'
        in written('<img src="/media/a.png" alt="a" width="300" height="200">').html
    )
    html = written('<img src="/media/a.png" alt="a" width="1e9" height="99999">').html
    assert "width" not in html and "height" not in html


def test_a_picture_is_written_no_higher_than_a_page_shows_it():
    html = written('<img src="/media/a.png" alt="a" width="600" height="2048">').html
    assert 'width="150" height="512"' in html
    attached = HtmlWriter({}).write(f'<img src="/files/{"a" * 22}/1000x4000/a.png" alt="a">').html
    assert 'width="128" height="512"' in attached
    assert f'href="/files/{"a" * 22}/1000x4000/a.png"' in attached
    assert 'height="600"' in written('<img src="/media/a.png" alt="a" height="600">').html


def test_a_bare_address_alone_on_its_line_says_so():
    html = written('<p><a href="https://example.org" class="alone">https://example.org</a></p>').html
    assert '<a class="alone" href="https://example.org" rel="ugc nofollow noopener">' in html


def test_a_spoiler_in_a_spoiler_is_one():
    rendered = written('<p>a <span class="spoiler">b <span class="spoiler">c</span></span></p>')
    assert rendered.html == '<p>a <span class="spoiler" tabindex="0">b c</span></p>'


def test_a_details_block_keeps_its_empty_title_for_the_page_to_fill():
    assert (
        "<summary></summary>"
        in written('<details class="spoiler"><summary></summary><p>x</p></details>').html
    )
