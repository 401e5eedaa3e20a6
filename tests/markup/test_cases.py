"""Texts that members of real forums typed in their own way, and what each has to come out as."""

import re

import pytest

from forum.markup import Options, render
from forum.markup.links import REL

FULL_REL = f' rel="{REL}"'
DIRECTION = re.compile(' dir="(?:auto|ltr)"')
PLAIN_CODE = '<pre tabindex="0"><code>'


def shown(source, **options):
    """The stored HTML, without what every block and link has and without line ends between tags."""
    html = render(source, options=Options(**options)).html
    return (
        DIRECTION.sub("", html.replace(FULL_REL, ""))
        .replace("<br>\n", "<br>")
        .replace(">\n<", "><")
        .replace(PLAIN_CODE, "<pre>")
    )


LISTS = {
    "item-after-second-paragraph": (
        "- first\n- second\n\n  more on the second\n- third",
        "<ul><li><p>first</p></li><li><p>second</p><p>more on the second</p></li><li><p>third</p></li></ul>",
    ),
    "item-after-second-paragraph-numbered": (
        "1. first\n\n   more on the first\n2. second",
        "<ol><li><p>first</p><p>more on the first</p></li><li><p>second</p></li></ol>",
    ),
    "item-below-code": (
        "1. a\n   ```\n   code\n   ```\n   then this\n2. b",
        "<ol><li>a<pre>code</code></pre>then this</li><li>b</li></ol>",
    ),
    "item-below-the-items-of-another": (
        "1. a\n\n   - sub\n2. b",
        "<ol><li><p>a</p><ul><li>sub</li></ul></li><li><p>b</p></li></ol>",
    ),
    "item-below-a-picture": (
        "- a\n\n  ![x](/media/x.png)\n- b",
        '<ul><li><p>a</p><p><img src="/media/x.png" alt="x" loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer"></p></li><li><p>b</p></li></ul>',
    ),
    "item-below-a-table": (
        "- a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n- b",
        '<ul><li><p>a</p><div class="table-scroll" tabindex="0"><table><thead><tr><th>x</th><th>y</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div></li><li><p>b</p></li></ul>",
    ),
    "items-in-a-quotation": (
        "> - a\n>\n>   more\n> - b",
        "<blockquote><ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul></blockquote>",
    ),
    "sublist-then-number": (
        "1. one\n2. two:\n\n  * x\n  * y\n3. three",
        '<ol><li>one</li><li>two:</li></ol><ul><li>x</li><li>y</li></ul><ol start="3"><li>three</li></ol>',
    ),
    "list-then-rule": (
        "* first\n\n* second\n---\nThe rest.",
        "<ul><li><p>first</p></li><li><p>second</p></li></ul><hr><p>The rest.</p>",
    ),
    "quote-below-item": (
        "* What failed:\nthe build.\n> Command failed.",
        "<ul><li>What failed:<br>the build.</li></ul><blockquote><p>Command failed.</p></blockquote>",
    ),
    "fence-opens-item": (
        "* ```\n  a = 1\n  ```\n* ```\n  b = 2\n  ```",
        "<ul><li><pre>a = 1</code></pre></li><li><pre>b = 2</code></pre></li></ul>",
    ),
    "fence-opens-numbered-item": (
        "1. ```none\n   make\n   ```\n2. done",
        "<ol><li><pre>make</code></pre></li><li>done</li></ol>",
    ),
}

CODE = {
    "tabs-in-fence": ("```\nall:\n\tcc main.c\n```", "<pre>all:\n\tcc main.c</code></pre>"),
    "tabs-between-columns": ("```\na\tb\tc\n```", "<pre>a\tb\tc</code></pre>"),
    "tabs-in-an-indented-block": ("\tall:\n\t\tcc", "<pre>all:\n\tcc</code></pre>"),
    "tabs-in-a-line": ("Type `a\tb`", "<p>Type <code>a\tb</code></p>"),
    "trailing-blanks-in-fence": ("```\na\n    \n    b\n```", "<pre>a\n    \n    b</code></pre>"),
    "fence-closing-marks-behind-code": ("```none\nint a;\n};```", "<pre>int a;\n};```</code></pre>"),
    "fence-not-closed": ("```none\nprint(1)\n# comment\n*x*", "<pre>print(1)\n# comment\n*x*</code></pre>"),
    "fence-close-indented": (
        "```\nfirst line\nsecond line\n ```",
        "<pre>first line\nsecond line</code></pre>",
    ),
    "fence-close-longer": ("```\nx\n`````\nafter", "<pre>x</code></pre><p>after</p>"),
    "fence-close-too-short": ("````\ncode\n```", "<pre>code\n```</code></pre>"),
    "indented-code-after-quote": (
        ">         a = 1;\n>         b = 2;\nby getting the size.",
        "<blockquote><pre>    a = 1;\n    b = 2;</code></pre></blockquote><p>by getting the size.</p>",
    ),
    "pipe-in-code-in-table": (
        "| op | means |\n|---|---|\n| `a \\| b` | or |\n| `\\|\\|` | either |",
        '<div class="table-scroll" tabindex="0"><table><thead><tr><th>op</th><th>means</th></tr></thead><tbody>'
        "<tr><td><code>a | b</code></td><td>or</td></tr><tr><td><code>||</code></td><td>either</td></tr>"
        "</tbody></table></div>",
    ),
}

BLOCKS = {
    "heading-indented": ("  ## Plan\n\ntext", "<h4>Plan</h4><p>text</p>"),
    "heading-ends-with-a-sharp": ("# C#", "<h3>C#</h3>"),
    "heading-closed": ("## Plan ##", "<h4>Plan</h4>"),
    "blockquote-lazy-blank": ("> bar\n>\nbaz", "<blockquote><p>bar</p></blockquote><p>baz</p>"),
    "two-quoted": ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
    "two-rules": ("***\n---\n___", "<hr><hr><hr>"),
    "setext-two-lines": ("One plan\nof two lines\n---\nrest", "<h4>One plan<br>of two lines</h4><p>rest</p>"),
    "rule-below-the-last-line": ("Regards\n---", "<p>Regards</p><hr>"),
    "signature": ("Best\n-- \nJohn", "<p>Best<br>--<br>John</p>"),
    "html-heading-with-text-behind": ("<h2>End:</h2> All is well.", "<h4>End:</h4><p>All is well.</p>"),
    "definitions-that-define-nothing": (
        "Poll:\n[A]: tea\n[B]: coffee",
        "<p>Poll:<br>[A]: tea<br>[B]: coffee</p>",
    ),
    "log-lines": (
        "log:\n[ERROR]: failed\n[INFO]: ok then",
        "<p>log:<br>[ERROR]: failed<br>[INFO]: ok then</p>",
    ),
    "solved": ("[solved]: yes\nsecond line", "<p>[solved]: yes<br>second line</p>"),
    "note": ("[Note]: important\n\nhello", "<p>[Note]: important</p><p>hello</p>"),
}

WORDS = {
    "emoticon": (
        "That worked :) thanks ;) and :( for the rest",
        "<p>That worked 🙂 thanks 😉 and 🙁 for the rest</p>",
    ),
    # Dashes, dots and quotes stay as they were typed: command lines have them.
    "typographer": (
        "+-5, (c) 2020, Foo(tm), wait.... a -- b",
        "<p>±5, © 2020, Foo™, wait.... a -- b</p>",
    ),
    "math-inline-typed": ("Let $a_1*b_2 + a_3*b_4$ be small.", "<p>Let $a_1*b_2 + a_3*b_4$ be small.</p>"),
    "math-latex-delimiters": (
        "So \\(a_1 + b_1\\) and \\[\nc_1 = d_1\n\\]",
        "<p>So \\(a_1 + b_1\\) and \\[<br>c_1 = d_1<br>\\]</p>",
    ),
    "hard-break-by-a-backslash": ("line\\\nbreak", "<p>line<br>break</p>"),
    "escapes": (r"\@ada \< \& \" \$ \%", '<p>@ada &lt; &amp; " $ %</p>'),
    "path": (r"C:\Users\ada\_private\.config", r"<p>C:\Users\ada\_private\.config</p>"),
    "share": (r"\\server\share", r"<p>\\server\share</p>"),
    "shrug": (r"¯\_(ツ)_/¯", r"<p>¯\_(ツ)_/¯</p>"),
    "emphasis-in-chinese": ("**強調。**次", "<p><strong>強調。</strong>次</p>"),
    "products": ("price $10*2 and 5*4*3", "<p>price $10*2 and 5*4*3</p>"),
    "operators": ("a || b, a == b, c || d == e", "<p>a || b, a == b, c || d == e</p>"),
    "marked": ("this is ==important==", "<p>this is <mark>important</mark></p>"),
    "spoiler": ("||he lives||", '<p><span class="spoiler" tabindex="0">he lives</span></p>'),
    "shortcode-in-an-address": (
        "https://example.org/:v:/g/doc",
        '<p><a class="alone" href="https://example.org/:v:/g/doc">https://example.org/:v:/g/doc</a></p>',
    ),
    "shortcode-escaped": (r"\:smile:", "<p>:smile:</p>"),
    "shortcode-in-a-mapping": ("{:a: 1}", "<p>{:a: 1}</p>"),
    "indented-in-japanese": ("\u3000\u3000段落。", "<p>\u3000\u3000段落。</p>"),
    # The board or tag may come to be linked; as text it stays what it was.
    "hashtag-category": (
        "Moved to #garden and #tools::tag.",
        '<p>Moved to <span class="hashtag">#garden</span> and <span class="hashtag">#tools::tag</span>.</p>',
    ),
    "picture-with-a-size": (
        "![cat|690x388](https://example.org/c.png)",
        '<p><img src="https://example.org/c.png" alt="cat" width="690" height="388" loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer"></p>',
    ),
    "picture-with-a-size-behind-its-address": (
        "![cat](https://example.org/c.png =100x200)",
        '<p><img src="https://example.org/c.png" alt="cat" width="100" height="200" loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer"></p>',
    ),
    # Pictures come by https only, or every reader's address is shown to whoever listens.
    "http-picture": (
        "![my garden](http://pics.example/a.png)",
        '<p><a href="http://pics.example/a.png">my garden</a></p>',
    ),
    # What an address leads to is for later work; the link says that it stands alone.
    "onebox": (
        "https://example.org/article",
        '<p><a class="alone" href="https://example.org/article">https://example.org/article</a></p>',
    ),
    # Diagrams are drawn by nothing here.
    "diagram-as-source": ("```mermaid\ngraph TD; A-->B\n```", "<pre>graph TD; A--&gt;B</code></pre>"),
}


@pytest.mark.parametrize(
    ("source", "html"),
    [pytest.param(*case, id=name) for group in (LISTS, CODE, BLOCKS, WORDS) for name, case in group.items()],
)
def test_what_members_type_comes_out_as_they_meant_it(source, html):
    assert shown(source) == html
