"""Posts of which only the HTML is left."""

import pytest

from forum import markup
from forum.importing.converting import to_markdown
from tests.importing.test_quotes import make_context


def rebuilt(html):
    return to_markdown(None, make_context(cooked=html))


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<p>One <strong>two</strong> <em>three</em><br>four</p><p>five</p>", "One **two** *three*\nfour\n\nfive"),
        ("<h2>Head</h2><hr>", "## Head\n\n---"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<pre><code class="lang-cpp">x[i] = *y;\n\nz\n</code></pre>', "```cpp\nx[i] = *y;\n\nz\n```"),
        ('<pre><code class="lang-auto">x</code></pre>', "```\nx\n```"),
        ("<p>a <code>b*c</code> <kbd>d</kbd></p>", "a `b*c` <kbd>d</kbd>"),
        ("<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
         "| a | b |\n| --- | --- |\n| 1 |  |"),
        ("<details><summary>More</summary><p>x</p></details>", "/// details | More\n\nx\n\n///"),
        ('<p><a class="mention" href="/u/otter">@otter</a> hi</p>', "@Otter-2 hi"),
        ('<p><a href="https://a.example/b">c</a> <a href="https://a.example/">https://a.example/</a></p>',
         "[c](https://a.example/b) <https://a.example/>"),
        ('<p><a href="https://forum.kettle.example/t/x/6">https://forum.kettle.example/t/x/6</a></p>',
         "[Rust \\[solved\\]](/p/201/)"),
        ('<p><img src="/e/s.png" class="emoji" title=":smile:" alt=":smile:"> x</p>', ":smile: x"),
        ('<div class="lightbox-wrapper"><a class="lightbox" href="//c.example/o.png"><img src="//c.example/s.png" alt="a">'
         '<div class="meta"><span>a.png 20 KB</span></div></a></div>', "![a](https://c.example/s.png)"),
        ('<aside class="onebox"><header><a href="https://a.example/p">a.example</a></header><h3>T</h3></aside>',
         "<https://a.example/p>"),
        ('<p>so <span class="math">a_b * c</span></p><div class="math">\\sum_i\n</div>', "so $a_b * c$\n\n$$\n\\sum_i\n$$"),
        ("<p>1. no list # no head * no star</p>", "1\\. no list # no head \\* no star"),
        ("<p># no head</p><p>- no item</p><p>/// no block</p>", "\\# no head\n\n\\- no item\n\n\\/// no block"),
        ("<p>Good question.<br>\n&gt;Nobody knows<br>&gt;&gt; them</p>", "Good question.\n\\>Nobody knows\n\\>> them"),
        ("<p>a<br>---<br>b<br>=</p>", "a\n\\---\nb\n\\="),
        ("<p>~a~ ==b== ||c|| &amp;lt; $d and $5 [e]</p>",
         "\\~a\\~ \\==b\\== \\||c\\|| \\&lt; \\$d and $5 \\[e\\]"),
        ("<p>C:\\new\\_a_ and \\\\host\\_b and \\o/ and \\_</p>", "C:\\new\\_a_ and \\\\host\\_b and \\o/ and \\\\\\_"),
        ("<p>H<sub>2</sub>O <mark>m</mark> <small>s</small></p>", "H<sub>2</sub>O <mark>m</mark> <small>s</small>"),
        ('<p><img src="//a.example/x.png" alt="a" width="30" height="20"></p>', "![a|30x20](https://a.example/x.png)"),
        ('<p>he <span class="spoiler">lives</span>.</p><div class="spoiler"><p>a</p><p>b</p></div>',
         "he ||lives||.\n\n/// spoiler\n\na\n\nb\n\n///"),
        ('<p>un<span class="spoiler">touched</span></p>', "untouched"),
        ('<p>Boils.<sup class="footnote-ref"><a href="#footnote-9-1" id="footnote-ref-9-1">[1]</a></sup></p>'
         '<hr class="footnotes-sep"><ol class="footnotes-list"><li id="footnote-9-1" class="footnote-item"><p>Here.'
         ' <a href="#footnote-ref-9-1" class="footnote-backref">↩︎</a></p><p>And there.</p></li></ol>',
         "Boils.[^1]\n\n[^1]: Here.\n\n    And there."),
        ("<ul><li><pre><code>a = 1\n</code></pre></li><li><pre><code>b</code></pre></li></ul>",
         "- ```\n  a = 1\n  ```\n- ```\n  b\n  ```"),
        ("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a\n\n   b\n\n2. c"),
        ('<div class="poll"><ul><li>Tea</li></ul><div class="poll-info"><span>0</span><span>voters</span></div></div>', "- Tea"),
        ('<table><tr><th style="text-align:right">a</th></tr><tr><td>x<ul><li>1|2</li><li><code>3|4</code></li></ul></td></tr></table>',
         "| a |\n| ---: |\n| x<br>• 1\\|2<br>• `3\\|4` |"),
        ("<p>unclosed <b>bold", "unclosed **bold**"),
        ("loose <p>par</p> text", "loose\n\npar\n\ntext"),
        ("<script>alert(1)</script><style>x</style><p>a</p>", "a"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_is_turned_back_into_markdown(html, source):
    assert rebuilt(html) == source


def test_a_quote_is_linked_as_ever():
    html = (
        '<aside class="quote" data-username="wren" data-post="3" data-topic="5"><div class="title">wren:</div>'
        "<blockquote><p>said</p></blockquote></aside><p>mine</p>"
    )
    assert rebuilt(html) == "> @wren [wrote](/p/103/):\n>\n> said\n\nmine"


def test_what_is_rebuilt_renders_to_the_same_words():
    html = "<ul><li><p>a</p><pre><code>x\ny</code></pre></li><li><p>b</p></li></ul><p>_c_ &lt;d&gt; [e](f) `g`</p>"
    rendered = markup.render(rebuilt(html))
    assert rendered.html.count("<li") == 2
    assert "<pre" in rendered.html
    assert "_c_ <d> [e](f) `g`" in rendered.text


@pytest.mark.parametrize(
    "html", ["<div>" * 5000, "<p" * 9000, "<table>" * 999 + "x", "</p>" * 9999, "<ul><li>" * 300]
)
def test_monstrous_html_does_no_harm(html):
    rebuilt(html)
