"""Texts for programs without our style sheets, scripts and pages."""

import html5lib
import pytest

from forum.markup import Options, render
from forum.markup.standalone_html import standalone_html
from tests.plumbing.thoroughness import whole_or

HOME, PAGE = "https://forum.example", "https://forum.example/t/1-x/?page=2"


def standing_alone(source, **options):
    html = render(source, options=Options(**options)).html
    return standalone_html(html, 7, home=HOME, page=PAGE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](/p/3/)", f'<a href="{HOME}/p/3/">a</a>'),
        ("[a](https://example.org/?a=1&b=2)", '<a href="https://example.org/?a=1&amp;b=2" rel="ugc nofollow noopener">a</a>'),
        ("`x`", "<code>x</code>"),
        ("||x|| y", "[spoiler] y"),
        ("||a `b` *c*|| y", "[spoiler] y"),
        ("$a<b$", "<code>a&lt;b</code>"),
        ("![x](/media/0123456789abcdef0123456789abcdef.png)", f'<img src="{HOME}/media/0123456789abcdef0123456789abcdef.png" alt="x">'),
    ],
)  # fmt: skip
def test_a_text_keeps_its_shape_and_gets_whole_addresses(source, expected):
    assert expected in standing_alone(source, maths=True)


def test_what_is_in_a_spoiler_is_left_out_and_what_is_around_it_is_not():
    html = standing_alone("before\n\n[spoiler]a\n\n<details>b</details>\n\nc[/spoiler]\n\nafter", bbcode=True)
    assert "[spoiler]" in html
    assert "before" in html
    assert "after" in html
    assert not any(f">{letter}<" in html for letter in "abc")


def test_footnotes_lead_to_the_page_that_shows_them():
    html = standing_alone("x[^1]\n\n[^1]: The note.")
    assert f'<a href="{PAGE}#note-7-1" id="ref-7-1">' in html
    assert f'<a href="{PAGE}#ref-7-1">' in html
    assert '<li id="note-7-1" dir="auto">' in html


@pytest.mark.parametrize(
    "source",
    ['" href="/x" <', "a > b < c & d", '`<a href="/y">` x', "[x](/a?b='\"<>)", '![" src="/z](https://example.org/a.png)'],
)  # fmt: skip
def test_a_text_about_html_stays_a_text(source):
    before = render(source).html
    after = standing_alone(source)
    assert "".join(html5lib.parseFragment(after).itertext()) == "".join(
        html5lib.parseFragment(before).itertext()
    )
    assert after.replace(HOME, "").count("<a ") == before.count("<a ")


def test_a_long_text_takes_time_that_grows_with_it():
    source = "||a|| [b](/c) $d$ " * whole_or(4_000, 400)
    assert standing_alone(source[:30_000], maths=True).count("[spoiler]") > 300
