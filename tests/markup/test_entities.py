"""Signs that HTML writes by number, however strangers write them."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import markup
from forum.html_entities import unescape

LONG = "1" * 5000


@given(st.text("&#;xX0123456789aA lt"))
def test_what_python_can_read_is_read_as_python_reads_it(text):
    assert unescape(text) == html.unescape(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"a&#{LONG};b", "a\ufffdb"),
        (f"a&#{LONG}b", "a\ufffdb"),
        (f"&#{'0' * 5000}65;", "A"),
        (f"&#{'0' * 5000};", "\ufffd"),
        (f"&#x{'f' * 5000};", "\ufffd"),
        ("&#1114109;&#1114112;&#12345678;", "\U0010fffd\ufffd\ufffd"),
    ],
)
def test_a_number_of_any_length_is_a_sign_or_none(written, read):
    assert unescape(written) == read


@pytest.mark.parametrize(
    "text",
    [
        f'<img src="https://a.example/b.png" width="{LONG}" height="{LONG}">',
        f"[img={LONG}x{LONG}]https://a.example/b.png[/img]",
        f"![a|{LONG}x{LONG}](https://a.example/b.png)",
        f"&#{LONG}; `&#{LONG};` [&#{LONG};](https://a.example/?&#{LONG};)",
        f'<a href="https://a.example/?&#{LONG};">&#{LONG};</a>',
        f"$&#{LONG};\\text{{&#{LONG};}}^{{{LONG}}}$",
        f"{LONG}. a\n\n[list={LONG}]\n[*]a\n[/list]",
        f"https://www.youtube.com/watch?v=dQw4w9WgXcQ&t={LONG}",
        f"/p/{LONG}/ @&#{LONG}; #&#{LONG};\n\n[quote=&#{LONG};]a[/quote]",
    ],
    ids=lambda text: text[:9],
)
@pytest.mark.parametrize(
    "options", [markup.Options(), markup.Options(bbcode=True, maths=True)], ids=["plain", "rich"]
)
def test_texts_with_numbers_of_any_length_are_rendered(text, options):
    rendered = markup.render(text, options=options)
    assert (rendered.plain_reason or "", '<pre class="plain">' in rendered.html) == ("", False)
