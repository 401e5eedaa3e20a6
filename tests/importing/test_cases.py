"""Posts as other forums had them, and what each has to come out as here."""

import pytest

from forum.importing.converting import Context, References, to_markdown
from tests.markup.test_cases import shown

FOOTNOTE = (
    '<p>Water boils<sup class="footnote-ref"><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup>.</p>\n'
    '<hr class="footnotes-sep">\n<ol class="footnotes-list">\n<li id="footnote-1" class="footnote-item"><p>At sea level. '
    '<a href="#footnote-ref-1" class="footnote-backref">↩︎</a></p></li>\n</ol>'
)
NOTE = (
    '<p>Water boils<sup class="footnote"><a href="#note-1">1</a></sup>.</p><ol class="footnotes"><li class="note">'
    '<p>At sea level. <a class="footnote-back" href="#ref-1">↩</a></p></li></ol>'
)
POLL = (
    '<div class="poll" data-poll-name="poll"><div><div class="poll-container"><ul><li data-poll-option-id="1">Tea</li>'
    '<li data-poll-option-id="2">Milk</li></ul></div><div class="poll-info"><p><span class="info-number">0</span>'
    '<span class="info-label">voters</span></p></div></div></div>'
)
FENCES = (
    '<ul>\n<li>\n<pre><code class="lang-auto">a = 1\n</code></pre>\n</li>\n<li>\n<pre><code class="lang-auto">b = 2\n'
    "</code></pre>\n</li>\n</ul>"
)
HTML = {
    "html-footnote": (FOOTNOTE, NOTE),
    "html-line-begins-with-gt": (
        "<p>Good question.<br>\n&gt;Nobody knows</p>",
        "<p>Good question.<br>&gt;Nobody knows</p>",
    ),
    "html-fence-in-item": (
        FENCES,
        "<ul><li><pre>a = 1</code></pre></li><li><pre>b = 2</code></pre></li></ul>",
    ),
    "html-poll": (POLL, "<ul><li>Tea</li><li>Milk</li></ul>"),
}


@pytest.mark.parametrize(("cooked", "html"), HTML.values(), ids=HTML)
def test_html_of_another_forum_says_the_same_here(cooked, html):
    assert shown(to_markdown(None, Context(References(), 1, cooked))) == html


def test_lines_that_ran_together_there_do_so_here():
    raw = "The kettle was moved from the\nkitchen to the garden because\nof the smoke."
    together, apart = raw.replace("\n", " "), raw.replace("\n", "<br>")
    assert shown(to_markdown(raw, Context(References(), 1, f"<p>{raw}</p>"))) == f"<p>{together}</p>"
    assert shown(to_markdown(raw, Context(References(), 1, f"<p>{apart}</p>"))) == f"<p>{apart}</p>"


def test_a_footnote_keeps_its_second_line():
    source = to_markdown("Water boils.[^1]\n\n[^1]: Q: Where?\nA: At sea level.", Context(References()))
    assert '<li class="note"><p>Q: Where?<br>A: At sea level.' in shown(source)


def test_code_in_tags_may_hold_a_backtick():
    source = to_markdown("Lisp has [code]`(a ,b)[/code] too, and `c`.", Context(References()))
    html = "<p>Lisp has <code>`(a ,b)</code> too, and <code>c</code>.</p>"
    assert shown(source, bbcode=True) == html
