"""Single line ends are shown as they were on the old forum, and tabs in code are what they were."""

import re

import pytest

from forum.importing.converting import Context, References, to_markdown
from forum.markup import render


def convert_line_ends(raw, cooked="<p>x</p>"):
    return to_markdown(raw, Context(References(), 5, cooked))


@pytest.mark.parametrize(
    ("raw", "joined"),
    [
        ("One\ntwo\nthree.\n\nFour\nfive.", "One two three.\n\nFour five."),
        (
            "- one\n  goes on\n- two\n\n1. first\n   goes on\n2. second",
            "- one goes on\n- two\n\n1. first goes on\n2. second",
        ),
        ("> said\n> and said\n\nAnswer", "> said and said\n\nAnswer"),
        ("> said\nand said\n\nAnswer", "> said and said\n\nAnswer"),
        ("It was in\n2020. Then it\n- ended", "It was in 2020. Then it\n- ended"),
        (
            "He wrote *one\nof* the [best\nlinks](https://a.example/)",
            "He wrote *one of* the [best links](https://a.example/)",
        ),
        ("A line\r\nfrom Windows", "A line from Windows"),
        ("[quote]\nsaid\nmore\n[/quote]\nanswer\nmore", "> said more\n\nanswer more"),
        ("#hashtag and\n#another", "#hashtag and #another"),
    ],
)
def test_lines_that_ran_together_there_run_together_here(raw, joined):
    assert convert_line_ends(raw) == joined
    assert "<br" not in render(convert_line_ends(raw)).html


@pytest.mark.parametrize(
    "raw",
    [
        "# Heading\ntext",
        "text\n# Heading",
        "Title\n=====",
        "Title\n---\ntext",
        "***\ntext",
        "- one\n- two\n* three",
        "1. one\n2. two\n12. twelve",
        "a | b\n--- | ---\n1 | 2",
        "words\na | b\n--- | ---\n1 | 2",
        "```\none\ntwo\n```",
        "~~~\n\tone\n\ttwo\n~~~",
        "text\n\n    one\n    two",
        "see [a]\n\n[a]: https://a.example/\n[b]: https://b.example/",
    ],
)
def test_blocks_stay_apart(raw):
    assert convert_line_ends(raw) == raw


def test_lines_that_were_apart_there_stay_apart():
    raw = "Roses\nare red"
    assert convert_line_ends(raw, "<p>Roses<br>\nare red</p>") == raw
    assert convert_line_ends(raw, "") == raw


def test_a_break_that_was_asked_for_stays():
    assert (
        convert_line_ends("one  \ntwo\nthree\\\nfour", "<p>one<br>\ntwo\nthree<br>\nfour</p>")
        == "one\ntwo three\\\nfour"
    )
    assert convert_line_ends("one<br>two\nthree", "<p>one<br>two\nthree</p>") == "one\ntwo three"


def test_blanks_at_the_end_of_a_paragraph_or_in_code_ask_for_no_break():
    """Else a forum with breaks would be taken for one without them."""
    raw = "one  \n\n```\nx  \ny  \n```\n\ntwo\nthree"
    cooked = "<p>one</p>\n<pre><code>x  \ny  \n</code></pre>\n<p>two<br>\nthree</p>"
    assert convert_line_ends(raw, cooked).endswith("two\nthree")


def test_breaks_in_a_preview_are_not_the_authors():
    cooked = '<p>one two</p><aside class="onebox x"><p>a<br>b</p></aside>'
    assert convert_line_ends("one\ntwo\nhttps://a.example/", cooked) == "one two\nhttps://a.example/"


def test_a_picture_that_was_a_block_stays_one():
    raw = "one\n![a](https://a.example/a.png)\ntwo"
    assert convert_line_ends(raw, '<p>one<div class="lightbox-wrapper"></div>two</p>') == raw
    assert convert_line_ends(raw, "<p>one <img> two</p>") == "one ![a](https://a.example/a.png) two"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("```make\nall:\n\tcc -o x\n```", "all:\n\tcc -o x"),
        ("~~~\na\tb\n\t\tc\n~~~", "a\tb\n\t\tc"),
        ("text\n\n\tall:\n\t\tcc\n\nmore", "all:\n\tcc"),
        ("use `a\tb`", "a\tb"),
        ("[code]\nall:\n\tcc\n[/code]", "all:\n\tcc"),
        ("[code=diff]+\tnew\n-\told[/code]", "+\tnew\n-\told"),
        ("<pre>all:\n\tcc</pre>", "all:\n\tcc"),
        ("say <code>a\tb</code>", "a\tb"),
        ("[details=more]\n```\nall:\n\tcc\n```\n[/details]", "all:\n\tcc"),
        ("> ```\n> all:\n> \tcc\n> ```", "all:\n\tcc"),
    ],
)
def test_tabs_in_code_come_through_the_import(raw, kept):
    html = render(convert_line_ends(raw)).html
    code = html.partition("<code")[2].partition(">")[2].partition("</code>")[0]
    assert re.sub("<[^>]*>", "", code).strip("\n") == kept


@pytest.mark.parametrize(
    "cooked",
    [
        "<pre><code>all:\n\tcc\ta\n</code></pre>",
        '<pre class="codehilite"><code class="lang-auto">all:\n\tcc\ta</code></pre>',
        "<blockquote><pre><code>all:\n\tcc\ta</code></pre></blockquote>",
        "<ul><li>how<pre><code>all:\n\tcc\ta</code></pre></li></ul>",
    ],
)
def test_tabs_in_code_come_through_from_html(cooked):
    assert "all:\n\tcc\ta" in render(convert_line_ends(None, cooked)).html
