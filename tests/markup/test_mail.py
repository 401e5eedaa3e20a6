"""The beginning of a post for a mail: what is left of its HTML, cut where room ends, whole at every length."""

import re

import pytest

from forum.markup import mail_excerpt, render

HOME = "https://forum.example.org"
EVERYTHING = """See [the guide](https://example.org/guide) & <b>.

> quoted **x**
>
> > deeper `code <b>`

1. one
   - two
2. ~~three~~

```python
def f(): return "<x>"
```

| a | b |
|---|---|
| 1 | ![alt](https://example.org/a.png) |

# Head
"""


def mailed(source, length=500, members=None):
    return mail_excerpt(render(source, members or {}).html, home=HOME, length=length)


@pytest.mark.parametrize("length", range(0, 100, 9))
def test_cut_anywhere_it_is_closed_and_no_longer_than_asked(length):
    found = mailed(EVERYTHING, length)
    tags = re.findall(r"<(/?)([a-z0-9]+)[^>]*>", found.html)
    still_open = []
    for closing, tag in tags:
        if closing:
            assert still_open.pop() == tag
        elif tag not in {"br", "hr"}:
            still_open.append(tag)
    assert still_open == []
    words = re.sub(r"<[^>]+>", "", found.html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert len(" ".join(words.split())) <= length + 1
    assert "…" in found.text


def test_a_whole_post_is_not_cut():
    assert "…" not in mailed(EVERYTHING, 500).text


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"]
)
def test_nothing_an_author_writes_becomes_markup(source):
    html = mailed(source).html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_a_mention_needs_no_address_and_an_endless_one_is_left_out():
    assert mailed("@ada hello", members={"ada": "ada"}).text == "@ada hello"
    assert mailed(f"[here](https://example.org/{'a' * 400})").text == "here"


def test_what_would_turn_the_line_round_is_left_out():
    assert mailed("a\u202eb\u2066c").text == "abc"
