"""What members bring along from other forums, and what it comes out as where the owner has it on, and where not."""

import pytest

from forum.markup import Options, render
from tests.markup.test_cases import shown

FOOTNOTES = (
    '<p>Water boils.<sup class="footnote"><a href="#note-1">1</a></sup> Tea too.<sup class="footnote">'
    '<a href="#note-2">2</a></sup></p><ol class="footnotes"><li class="note"><p>At sea level. <a class="footnote-back" href="#ref-1">↩</a></p>'
    '</li><li class="note"><p>Nearly. <a class="footnote-back" href="#ref-2">↩</a></p></li></ol>'
)
BBCODE = {
    "bbcode-quote-typed": (
        '[quote="ann, post:1, topic:1"]\nTea is ready.\n[/quote]\n\nGood.',
        '<blockquote><p class="quoted">@ann:</p><p>Tea is ready.</p></blockquote><p>Good.</p>',
    ),
    "bbcode-quote-in-a-line": (
        "[quote=ann]Tea is ready.[/quote] Good.",
        '<blockquote><p class="quoted">@ann:</p><p>Tea is ready.</p></blockquote><p>Good.</p>',
    ),
    "spoiler-typed": (
        "So [spoiler]he lives[/spoiler].",
        '<p>So <span class="spoiler" tabindex="0">he lives</span>.</p>',
    ),
    "details-bbcode": (
        '[details="Log"]\nline\n[/details]',
        "<details><summary>Log</summary><p>line</p></details>",
    ),
    "bbcode-code-url-typed": (
        "[b]Use[/b] [code]a[i][/code] from [url=https://example.org/]here[/url] or [url]https://example.org/b[/url]",
        '<p><strong>Use</strong> <code>a[i]</code> from <a href="https://example.org/">here</a> or'
        ' <a href="https://example.org/b">https://example.org/b</a></p>',
    ),
    "code-in-bbcode-with-backtick": (
        "Lisp has [code]`(a ,b)[/code] too, and `c`.",
        "<p>Lisp has <code>`(a ,b)</code> too, and <code>c</code>.</p>",
    ),
    "bbcode-list": ("[list=1]\n[*]one\n[*]two\n[/list]", "<ol><li>one</li><li>two</li></ol>"),
    "bbcode-colours": ("[color=red]warm[/color] [size=4]big[/size]", "<p>warm big</p>"),
    "bbcode-not-closed": ("a[i] = b[i]; [b]x", "<p>a[i] = b[i]; [b]x</p>"),
}


@pytest.mark.parametrize(("source", "html"), BBCODE.values(), ids=BBCODE)
def test_bbcode_is_read_where_the_owner_has_it_on(source, html):
    assert shown(source, bbcode=True) == html


@pytest.mark.parametrize(("source", "html"), BBCODE.values(), ids=BBCODE)
def test_bbcode_is_text_where_it_is_off(source, html):
    off = shown(source)
    assert off != html or "a[i]" in source
    assert "blockquote" not in off and 'spoiler"' not in off and "details>" not in off


def test_footnotes_are_numbered_and_lead_there_and_back():
    assert shown("Water boils.[^1] Tea too.^[Nearly.]\n\n[^1]: At sea level.") == FOOTNOTES


def test_a_footnote_keeps_its_second_line():
    html = shown("Water boils.[^1]\n\n[^1]: Q: Where?\nA: At sea level.")
    assert (
        '<li class="note"><p>Q: Where?<br>A: At sea level. <a class="footnote-back" href="#ref-1">↩</a></p></li>'
        in html
    )


def test_a_footnote_of_one_word_stays():
    assert ">Hot " in shown("Water.[^1]\n\n[^1]: Hot")
    assert shown("foot[^2]\n\n[^1]: note") == "<p>foot[^2]</p><p>[^1]: note</p>"


def test_a_footnote_stands_behind_any_mark():
    for source in ("So it is!{}", "**So it is.**{}", "So `it` is{}", "[So](/a){}"):
        html = shown(source.format("[^1]") + "\n\n[^1]: note")
        assert html.count('<sup class="footnote">') == 1, source
        assert "**" not in html


def test_formulas_are_set_where_the_owner_has_them_on():
    on = render("Energy is $E = m c^2$, and\n\n$$\na_1 + b_1\n$$", options=Options(maths=True)).html
    assert on.count("<math") == 2
    assert "$" not in on
    assert shown("Energy is $E = m c^2$.") == "<p>Energy is $E = m c^2$.</p>"


def test_formulas_of_latex_are_set_too():
    on = render("So \\(a_1 + b_1\\) and \\[\nc_1 = d_1\n\\]", options=Options(maths=True)).html
    assert on.count("<math") == 2


def test_money_is_no_formula():
    source = "It costs $5 and $10 here, or 3 $ and 4 $ there."
    assert shown(source, maths=True) == f"<p>{source}</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "<details><summary>Log</summary>\n\nline\n\n</details>",
            "<details><summary>Log</summary><p>line</p></details>",
        ),
        (
            "Press <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <b>bold</b>, a<br>b, <s>old</s>",
            "<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <strong>bold</strong>, a<br>b,"
            " <del>old</del></p>",
        ),
        ("/// details | Log\nline\n///", "<details><summary>Log</summary><p>line</p></details>"),
        ('<img src="/media/a.png" alt="tea" width="20">', None),
        ('<a href="https://example.org/">there</a>', '<p><a href="https://example.org/">there</a></p>'),
    ],
)
def test_plain_html_that_people_type_is_read(source, html):
    out = shown(source)
    if html is None:
        assert '<img src="/media/a.png" alt="tea" width="20"' in out
    else:
        assert out == html


def test_a_linked_picture_without_words_shows_no_address_below_it():
    html = shown("[![](/media/a.png)](https://example.org/)")
    assert html.startswith(
        '<p><a href="https://example.org/"><img src="/media/a.png" alt="https://example.org/" '
    )
    assert html.endswith("></a></p>")
