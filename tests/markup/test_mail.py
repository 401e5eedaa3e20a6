"""The beginning of a post for a mail: what is left of its HTML, cut where room ends, whole at every length."""

import re

import pytest

from forum.markup import mail_excerpt, render
from forum.markup.html.writer import HtmlWriter
from forum.markup.sanitising import sanitise

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


@pytest.mark.parametrize("length", range(25))
@pytest.mark.parametrize(
    "source",
    ["/// spoiler | the long end\nall die\n///", "/// details\na b\n///", "tea[^1] and\n\n[^1]: a note"],
)
def test_cut_where_more_would_be_said_it_ends_there(source, length):
    mail = mailed(source, length)
    assert len(mail.text.split("…")[0]) <= length + 5
    assert mail.text.count("…") <= 1
    assert mail.html.count("<strong>") == mail.html.count("</strong>")
    assert "die" not in mail.text


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


@pytest.mark.parametrize(
    "address",
    ["www.example.org", "example.org/a", "ada@example.org", "tel:+15550100", "https://example.org/می‌خواهم"],
)
def test_an_address_that_is_its_own_words_stands_once(address):
    assert mailed(f"See {address} now").text == f"See {address} now"
    assert mailed("[x](?page=2)").text.startswith("x (http")


def test_what_would_turn_the_line_round_is_left_out():
    assert mailed("a\u202eb\u2066c").text == "abc"


def mail_of(html, length=500):
    return mail_excerpt(HtmlWriter({}).write(sanitise(html)).html, home=HOME, length=length)


def test_spoilers_stay_hidden():
    mail = mail_of(
        '<p>He <span class="spoiler">di<em>es</em><img src="/media/a.png" alt="grave"></span> there.</p>'
        '<details class="spoiler"><summary>The end</summary><p>all</p><ul><li>die</li></ul></details>'
        '<details class="spoiler"><summary></summary><p>really</p></details><p>So sad.</p>'
    )
    assert mail.text == "He [spoiler] there.\n\nThe end [spoiler]\n\n[spoiler]\n\nSo sad."
    assert re.sub("<[^>]+>", " ", mail.html).split() == mail.text.split()


def test_what_folds_away_stands_below_its_title():
    mail = mail_of(
        "<details><summary>More</summary><p>x</p></details><details><summary></summary><p>y</p></details>"
    )
    assert mail.text == "More\n\nx\n\nDetails\n\ny"
    assert '<p dir="auto"><strong>More</strong></p><p dir="auto">x</p>' in mail.html


def test_of_headings_there_is_one_size_and_keys_look_like_code():
    mail = mail_of("<h1>a</h1><h6>b</h6><p>Press <kbd>F1</kbd> <mark>now</mark>, x<sup>2</sup></p>")
    assert re.findall("<h.", mail.html) == ["<h4", "<h4"]
    assert '<code dir="ltr">F1</code> now, x<sup>2</sup>' in mail.html


def test_tasks_keep_their_boxes():
    assert mail_of('<ul><li class="task done" value="1">a</li></ul>').text == "- ☑ a"


def test_right_to_left_stays_right_to_left():
    html = mailed("- عنصر\n- abc\n\n| اسم |\n|---|\n| 1 |\n\n> اقتباس\n\nabc").html
    for tag in (
        '<ul dir="rtl"><li dir="rtl">',
        '<table dir="rtl">',
        '<blockquote dir="rtl">',
        '<p dir="auto">abc',
    ):
        assert tag in html


def test_only_a_small_set_of_elements_is_in_a_mail():
    allowed = set(
        "a blockquote br code del em h4 hr li ol p pre strong sub sup table tbody td th thead tr ul".split()
    )
    html = (
        mailed(EVERYTHING, 2000).html
        + mail_of(
            '<details class="spoiler"><summary>a</summary>b</details><p><mark>c</mark><span class="spoiler">d</span></p>'
        ).html
    )
    assert set(re.findall("<([a-z0-9]+)", html)) <= allowed
