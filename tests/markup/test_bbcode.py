"""BBCode within a line, as members of old forums type it."""

import time

import pytest

from forum.markup.markdown_to_html import convert
from forum.markup.options import Options

BBCODE = Options(bbcode=True)


def line(source):
    return convert(source, BBCODE).removeprefix("<p>").removesuffix("</p>")


def same(*texts):
    return [(text, text) for text in texts]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[b]a[/b] [i]b[/i] [B]c[/b]", "<strong>a</strong> <em>b</em> <strong>c</strong>"),
        ("[u]a[/u] [s]b[/s] [strike]c[/strike]", "<ins>a</ins> <del>b</del> <del>c</del>"),
        ("x[sup]2[/sup] [sub]3[/sub]", "x<sup>2</sup> <sub>3</sub>"),
        ("[b]a [i]b[/i] *c*[/b]", "<strong>a <em>b</em> <em>c</em></strong>"),
        ("[b]a\nb[/b]", "<strong>a<br>\nb</strong>"),
        ("[b](a)[/b] word[i]ly[/i]", "<strong>(a)</strong> word<em>ly</em>"),
        ("[spoiler]he *lives*[/spoiler]", '<span class="spoiler">he <em>lives</em></span>'),
        ("**a [b]b** c[/b]", "**a <strong>b** c</strong>"),
        ("`[b]a[/b]` \\[b]c[/b]", "<code>[b]a[/b]</code> [b]c[/b]"),
        *same(
            "a[i]", "x[b]", "arr[code]", "a[i] + b[i]", "[b]a", "a[/b]", "[/b]a[b]", "[ b]a[/b]", "[bb]a[/bb]"
        ),
        ("[b][i]a[/b][/i]", "<strong>[i]a</strong>[/i]"),
        ("a[i] and [i]b[/i]", "a[i] and <em>b</em>"),
        ("[b](https://example.org)", '<a href="https://example.org">b</a>'),
    ],
)
def test_a_closed_pair_is_an_element(source, shown):
    assert line(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[url]https://example.org/a_b_c[/url]", '<a href="https://example.org/a_b_c">https://example.org/a_b_c</a>'),
        ("[url=https://example.org]the [b]tea[/b][/url]", '<a href="https://example.org">the <strong>tea</strong></a>'),
        ("[URL='/t/1/']a[/URL]", '<a href="/t/1/">a</a>'),
        ('[url="https://example.org/?a=b" target="_blank"]a[/url]', '<a href="https://example.org/?a=b">a</a>'),
        ('[URL unfurl="true"]https://example.org/[/URL]', '<a href="https://example.org/">https://example.org/</a>'),
        ("[url]example.org/a b[/url]", '<a href="https://example.org/a">example.org/a</a> b'),
        ("[url=docs/a.md]the manual[/url]", "the manual (docs/a.md)"),
        ("[url=javascript:alert(1)]x[/url]", "x (javascript:alert(1))"),
        ("[url]javascript:alert(1)[/url]", "javascript:alert(1)"),
        ("[email]ada@example.org[/email]", '<a href="mailto:ada@example.org">ada@example.org</a>'),
        ("[email=ada@example.org]Ada[/email]", '<a href="mailto:ada@example.org">Ada</a>'),
        ("[b]https://example.org/a[/b]", '<strong><a href="https://example.org/a">https://example.org/a</a></strong>'),
        ("[url=/a]https://example.org[/url]", '<a href="/a">https://example.org</a>'),
        *same("[url=/a]b", "b[/url]", "[url]"),
    ],
)  # fmt: skip
def test_a_link_leads_where_one_of_markdown_would(source, shown):
    assert line(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[img]/media/a.png[/img]", '<img src="/media/a.png" alt="">'),
        ("[img=300x200]/media/a.png[/img]", '<img src="/media/a.png" alt="" width="300" height="200">'),
        ('[IMG width="300px"] /media/a.png [/IMG]', '<img src="/media/a.png" alt="" width="300">'),
        ("[url=/a][img]/media/a.png[/img][/url]", '<a href="/a"><img src="/media/a.png" alt=""></a>'),
        ("[img]a picture[/img]", "a picture"),
        *same("[img]", "[img]/media/a.png"),
    ],
)
def test_a_picture_may_have_a_size(source, shown):
    assert line(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "Lisp has [code]`(a ,b)[/code] too, and `c`.",
            "Lisp has <code>`(a ,b)</code> too, and <code>c</code>.",
        ),
        ("a [code=c]*x[i]*[/code]", "a <code>*x[i]*</code>"),
        ("a [icode][b]x[/b][/icode]", "a <code>[b]x[/b]</code>"),
        ("a `[code]` b [/code]", "a <code>[code]</code> b [/code]"),
    ],
)
def test_code_is_not_read(source, shown):
    assert line(source) == shown


def test_without_the_option_all_of_it_is_text():
    source = "[b]a[/b] [url=x]b[/url] [spoiler]c[/spoiler]"
    assert convert(source) == f"<p>{source}</p>"


@pytest.mark.parametrize(
    "piece",
    ["[b]", "[/b]", "[b][/b]", "[b][i][/b]", "[url=x]", "[url=x]y[/url]", "[url]", "[img]", "[code]", "[/code][code]", "[url="],
)  # fmt: skip
def test_many_tags_cost_by_their_number(piece):
    assert cost(piece * 8_000) < 12 * cost(piece * 2_000) + 0.05


def cost(source):
    before = time.process_time()
    convert(source, BBCODE)
    return time.process_time() - before


def test_many_tags_with_one_end_are_read_in_linear_time():
    began = time.process_time()
    convert("[url]" * 40_000 + "a[/url]", BBCODE)
    assert time.process_time() - began < 2
