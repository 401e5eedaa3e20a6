import re
from pathlib import Path

import pytest

from forum.markup import render
from forum.markup.html.highlighting import KINDS, MAX_BLOCK, MAX_CHARACTERS, class_of, highlighted

CSS = Path(__file__).parents[2] / "static" / "css" / "code.css"
LIGHT, DARK = "#f4f1ea", "#1f2422"


def html(source):
    return render(source).html


def test_code_in_a_known_language_is_coloured():
    assert html('```python\ndef f():\n    return "<b>"  # why\n```') == (
        '<pre tabindex="0"><code class="language-python"><span class="hl-k">def </span>'
        '<span class="hl-nf">f</span>():\n'
        '    <span class="hl-k">return </span><span class="hl-s">"&lt;b&gt;"  </span>'
        '<span class="hl-c"># why</span></code></pre>'
    )


def test_the_last_line_is_coloured_like_the_others():
    assert html("```diff\n- a\n+ b\n```").endswith('<span class="hl-gi">+ b</span></code></pre>')


@pytest.mark.parametrize("fence", ["```nonsense", "```", "~~~~ x-y-z", "``` <script>", '``` " onclick="x'])
def test_code_in_an_unknown_language_is_plain_and_gets_no_class(fence):
    close = re.match("[`~]+", fence)[0]
    assert html(f"{fence}\na = 1\n{close}") == '<pre tabindex="0"><code>a = 1</code></pre>'


@pytest.mark.parametrize(
    "header",
    [
        "{guess_lang}",
        "{ .python linenums=True }",
        '{ .python hl_lines="1 2" #id }',
        '{ .x"><script>alert(1)</script> }',
        'python title="<b>"',
        "python,ignore",
        "{=html}",
        "{.mention .task}",
    ],
)
def test_a_fences_header_gives_its_language_and_nothing_else(header):
    rendered = render(f"```{header}\nx\n```")
    assert not rendered.plain
    assert re.fullmatch(r'<pre tabindex="0"><code( class="language-python")?>x</code></pre>', rendered.html)


def test_inline_code_is_never_coloured():
    assert html("`#!python print(1)`") == "<p><code>#!python print(1)</code></p>"


def test_a_long_block_is_shown_without_colours():
    assert "<span" in html("```c\n" + "int a;\n" * 100 + "```")
    assert "<span" not in html("```c\n" + "int a;\n" * (MAX_BLOCK // 7 + 2) + "```")


def test_a_post_full_of_code_is_coloured_up_to_a_limit():
    block = "```c\n" + "int a;\n" * (MAX_BLOCK // 8) + "```\n\n"
    pieces = html(block * 4).split("<pre")[1:]
    coloured = ["<span" in piece for piece in pieces]
    assert coloured == [True] * (MAX_CHARACTERS // MAX_BLOCK) + [False] * (4 - MAX_CHARACTERS // MAX_BLOCK)


def test_a_lexer_that_stumbles_costs_only_the_colours(monkeypatch):
    class Stumbling:
        def get_tokens(self, code):
            raise RecursionError

    monkeypatch.setattr("forum.markup.html.highlighting.lexer_for", lambda language: Stumbling())
    assert highlighted("a < b", "python") == "a &lt; b"


def test_code_loses_no_character():
    code = "\n  a\tb\n\n\n  c \\ & < > \" ' é 😀\n\n"
    for language in ("python", "c", "html", "console", "diff", "text"):
        rendered = render(f"```{language}\n{code}```\n")
        text = re.sub("<[^>]*>", "", rendered.html)
        assert "a\tb\n\n\n  c \\ &amp; &lt; &gt; \" ' é 😀" in text, language


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_code_can_be_read_on_its_ground():
    pairs = re.findall(r"--(code-\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS.read_text())
    assert len(pairs) == 9
    for name, light, dark in pairs:
        assert contrast(light, LIGHT) >= 4.5, name
        assert contrast(dark, DARK) >= 4.5, name


def test_every_kind_of_code_has_its_colour():
    css = CSS.read_text()
    assert [kind for kind in KINDS if not re.search(rf"\.{class_of(kind)}\b", css)] == []
