"""Spoilers: what is hidden on the page is hidden in every list and mail, and what only looks like one is not."""

import pytest

from forum.markup import Options, excerpt, render
from forum.markup.html.writer import HtmlWriter
from forum.markup.sanitising import sanitise


def rendered(html):
    return HtmlWriter({}).write(sanitise(html))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<p>He <span class="spoiler">dies <em>at</em> once</span>.</p>', "He [spoiler]."),
        ('<p><span class="spoiler">a</span> b <span class="spoiler">c</span></p>', "[spoiler] b [spoiler]"),
        (
            '<p>a</p><details class="spoiler"><summary>End</summary><p>b</p><p>c</p></details><p>d</p>',
            "a [spoiler] d",
        ),
        (
            '<details class="spoiler"><summary></summary><blockquote><p>a</p></blockquote><p>b</p></details>',
            "> [spoiler]",
        ),
        (
            '<details class="spoiler"><summary></summary><ul><li>a</li><li>b</li></ul></details><p>c</p>',
            "[spoiler] c",
        ),
        (
            '<details class="spoiler"><summary></summary><p>a <span class="spoiler">b</span> c</p></details>',
            "[spoiler]",
        ),
        ('<details class="spoiler"><summary></summary><pre><code>a || b</code></pre></details>', "[spoiler]"),
        ('<blockquote><p>a <span class="spoiler">b</span></p></blockquote><p>c</p>', "c"),
        ('<p>a</p><details class="spoiler"><summary></summary></details><p>b</p>', "a b"),
    ],
)
def test_an_excerpt_shows_nothing_of_a_spoiler(html, shown):
    assert excerpt(rendered(html).text, 200) == shown


def test_the_whole_text_keeps_it_between_bars():
    text = rendered('<p>He <span class="spoiler">dies</span>.</p>').text
    assert text.replace("\u2060", "") == "He ||dies||."


@pytest.mark.parametrize("source", ["a || b || c", "`x||y||z`", "if (!a||!b||c)"])
def test_bars_that_hide_nothing_on_the_page_hide_nothing_in_an_excerpt(source):
    assert excerpt(render(source).text, 200) == source.strip("`")


@pytest.mark.parametrize("end", ["\u2060||", "&#x2060;||", "\u2060**||**", "`\u2060||`"])
def test_nobody_ends_a_spoiler_for_the_excerpt_alone(end):
    assert excerpt(render(f"a\n\n/// spoiler\nb {end} all die\n///\n\nc").text, 200) == "a [spoiler] c"


def test_a_spoiler_that_an_author_left_open_by_hand_hides_the_rest_in_no_time():
    text = "||\u2060a" * 20_000
    assert excerpt(text, 50) == "[spoiler]"


def test_a_spoiler_takes_the_keyboard():
    assert '<span class="spoiler" tabindex="0">' in rendered('<p><span class="spoiler">x</span></p>').html


@pytest.mark.parametrize("words", ["||the grave||", "a *b* ||the grave||", "[spoiler]the grave[/spoiler]"])
def test_a_picture_with_hidden_words_is_hidden_with_them(words):
    hidden = render(f"He ![{words}](/media/a.png)", options=Options(bbcode=True))
    assert excerpt(hidden.text, 200) == "He [spoiler]"
    assert '<span class="spoiler" tabindex="0"><img src="/media/a.png"' in hidden.html
    assert "spoiler" not in render("![a || grave](/media/a.png)").html
