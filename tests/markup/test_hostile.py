"""What people will try. Everything here is ours, so it guards the room wherever the project is checked out."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.markup import LIMIT, Rendered
from forum.markup.accepted_text import accepted_text
from forum.markup.cost_limits import is_cheap
from forum.markup.markdown_to_html import convert
from forum.markup.options import Options
from forum.markup.pipeline import render_unlimited
from forum.markup.results import Unsound
from tests.markup.judging import faults
from tests.markup.measuring import timed
from tests.plumbing.thoroughness import all_or, whole_or

COSTLY = [
    "[", "![", "[a](", "[a][", "[](", "[[x]", "<![", "<a ", "[a", "[a](<b", "[ (](", "![[]()", "\\![",
    "[a]:\n", "`", "``` ", "`` ` ", "*", "_", "**a", "*a **b *c ", "$__]_", "a_", "~~", "***a ", "_*", "&",
    "&amp;", "&#", "<", ">", "> ", "- ", "* ", "1. ", "> - ", "- > ", "/// details\n",
    "/// details\n/// details\n/:\n\n>", "```\n", "```c\n", "~~~\n", "|a|b|\n|-|-|\n", "|a", "|a|\n",
    "* a\n\n", "# ", "a\n=\n", "\\", "a.", "a.b@", "@a", "@", "http://a.", "www.", "://", ":smile:", ":a",
    "<http://", "<!--", "[x] ", "- [ ] ", "    ", "\t- ", "\n", " \n", "é", "😀", "\u202e", "\u0301a",
    "a\u0300", "\x01a", "^[a]", "^[", "[^1]", "*_*_", "**a*_", "a**b", "~~a~", "==a==b", "||a", "[a](b \"",
    "[a](<b> '", "[a](b(", "[a](b)[", "![a](b)", "[[a](b)", "![[a](b)", "]", "](", "`a``b", "<a@b.c", "<a:",
    "*http://a", "(http://a", "http://a)", "C:\\", "\\\\a", "¯\\_(", "$a", "\\(a", "$$", "<kbd>", "</kbd>",
    "<kbd>[", "[b]", "[/b]", "[b][i]", "[quote]\n", "[list][*]",
]  # fmt: skip

TRICKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<dd><div><table><p><dt>",
    "</div></article></main><h1>mine</h1>",
    "<table><tr><td></div>",
    "<form action=/logout><button>x</button></form>",
    "<iframe srcdoc='<script>1</script>'>",
    "<base href=//evil.example>",
    "<plaintext>",
    "<textarea>",
    "<!--",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<javascript:alert(1)>",
    "<https://example.org/\"onmouseover=alert(1)//>",
    "[x](https://example.org/\"onmouseover=\"alert(1))",
    "[x](https://example.org '\" onmouseover=alert(1) x=\"')",
    "[\" onmouseover=alert(1) x=\"](https://example.org)",
    "[x](javascript://example.org/%0aalert(1))",
    "[x]( javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](x\" onerror=\"alert(1))",
    "![\" onerror=alert(1) x=\"](https://example.org/a.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](javascript:alert(1))",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "https://example.org/<script>alert(1)</script>",
    "https://example.org/\"><img src=x onerror=alert(1)>",
    "a@b.example\"onclick=alert(1)",
    "``` \"><script>alert(1)</script>\nx\n```",
    "``` { .a onclick=alert(1) }\nx\n```",
    "``` {.python style=position:fixed}\nx\n```",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "    </code></pre><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "# x {onclick=alert(1)}\n{: onclick=alert(1) }",
    "*x*{: style='position:fixed' }",
    "/// details | <img src=x onerror=alert(1)>\n<script>\n///",
    "/// details | x\n    attrs: {onclick: alert(1), class: modal}\n\ny\n///",
    "/// html | div[onclick=alert(1)]\nx\n///",
    "/// script\nalert(1)\n///",
    "--8<-- \"/etc/passwd\"",
    "![x](file:///etc/passwd)",
    "[TOC]\n\n[^1]\n\n[^1]: <script>\n\n*[x]: \" onclick=alert(1)",
    "|<script>|\" onclick=\"|\n|:-\" onclick=x|-|\n|</table>|<td>|",
    "- [x] <input autofocus onfocus=alert(1)>",
    ":smile\" onclick=alert(1):",
    "@\"><script>alert(1)</script>",
    "> @ada [wrote](/p/1/\" onclick=alert(1)/):",
    "\x02wzxhzdk:0\x03 wzxhzdk:0 \x02klzzwxh:0000\x03 klzzwxh:0000",
    "&STX;&ETX;&#2;wzxhzdk:0&#3;",
    "\u202ereversed <b>",
    "{{ 7*7 }} {% load x %} ${7*7} <%= 7*7 %>",
]  # fmt: skip


@pytest.mark.parametrize("pattern", all_or(COSTLY, COSTLY[::2]), ids=ascii)
def test_a_costly_pattern_at_full_length_takes_less_than_a_second(pattern):
    result, seconds = timed((pattern * LIMIT)[:LIMIT])
    assert seconds < 1
    assert not isinstance(result, Rendered) or len(result.html) < 100 * LIMIT


LONG = 200_000


@pytest.mark.parametrize("options", [Options(), Options(bbcode=True, maths=True)], ids=["plain", "rich"])
@pytest.mark.parametrize("pattern", whole_or(COSTLY, COSTLY[::8]), ids=ascii)
def test_time_grows_with_the_length_alone(pattern, options):
    source = accepted_text("a" + (pattern * LONG)[: LONG - 1], LONG)
    before = time.process_time()
    convert(source, options)
    assert time.process_time() - before < 3


@pytest.mark.parametrize("pattern", all_or(COSTLY, COSTLY[1::2]), ids=ascii)
def test_what_is_rendered_without_a_time_limit_is_cheap(pattern):
    for length in (300, 1000, 2000, 3000):
        source = (pattern * length)[:length]
        if source.strip() and is_cheap(source):
            _, seconds = timed(source)
            assert seconds < 0.3, length


def test_random_mixtures_without_a_time_limit_are_cheap_too():
    chance = random.Random(20)
    for _ in range(150):
        unit = "".join(chance.choices(COSTLY, k=chance.randint(2, 6)))
        source = (unit * 3000)[:3000]
        if is_cheap(source) and source.strip():
            _, seconds = timed(source)
            assert seconds < 0.3, unit


@pytest.mark.parametrize(
    "source",
    [
        "".join("  " * depth + "- a\n" for depth in range(120)),
        "".join("    " * depth + "1. a\n" for depth in range(85)),
        "\n".join(">" * depth + " a" for depth in range(1, 200)),
        "*" * 200 + "a" + "*" * 200,
        "[" * 60 + "a" + "](/x/)" * 60,
        "![" * 60 + "a" + "](/x/)" * 60,
        "".join(f"{'/' * (3 + depth)} details | {depth}\n\n" for depth in range(60)),
        "> - " * 19 + "a",
        "- " * 19 + "a\n" + "  " * 30 + "- b",
    ],
    ids=lambda source: ascii(source[:20]),
)
def test_deep_nesting_is_flat_in_the_end(source):
    result, seconds = timed(source)
    assert seconds < 1
    assert faults(result.html) == []


@pytest.mark.parametrize("trick", TRICKS, ids=ascii)
def test_a_trick_does_nothing(trick):
    for source in (
        trick,
        f"> {trick}",
        f"- {trick}",
        f"*{trick}*",
        f"[{trick}](/x/)",
        f"a\n\n{trick}\n\n```html\n{trick}\n```",
    ):
        result, _ = timed(source)
        assert faults(result.html) == [], source


MARKS = st.sampled_from(
    [
        *(piece for piece in COSTLY if len(piece) < 12),
        *TRICKS,
        "\n",
        "\n\n",
        "\n    ",
        "\n> ",
        "\n- ",
        "\n1. ",
        "```python\n",
    ]
)
TEXTS = st.lists(st.one_of(MARKS, st.text(max_size=8)), min_size=1, max_size=14).map("".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_no_mixture_of_marks_passes_the_judges(source):
    result, seconds = timed(source)
    assert seconds < 1
    if isinstance(result, Rendered):
        assert faults(result.html) == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.sampled_from(TRICKS), st.text("<>/\"'= abipt&;#", max_size=12)), max_size=8).map(
        "".join
    )
)
def test_a_parser_gone_wild_is_still_held_by_the_sanitiser_and_the_dressing(raw):
    """Whatever HTML the Markdown parser might give, nothing of it reaches a page unjudged."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("forum.markup.pipeline.convert", lambda source: raw)
        try:
            html = render_unlimited("text", {}).html
        except Unsound:
            return
    assert faults(html) == []


@pytest.mark.parametrize(
    "source",
    ["```c\nx", "```\xa0c\nx", "~~~\u3000c\nx", "``` { .c }\nx", "[code=c]x[/code]", "[code:c]x[/code]"],
    ids=ascii,
)
def test_what_may_be_coloured_is_never_rendered_without_a_time_limit(source):
    assert not is_cheap(source, Options(bbcode=True))
    assert "hl-" in render_unlimited(f"{source.replace('x', 'int x;')}", {}, Options(bbcode=True)).html


@pytest.mark.parametrize(
    "source",
    [
        ">" * 1500 + "[quote]a[/quote]" * 90,
        ">" * 2000 + "<details>a</details>" * 50,
        "[a]: http://a.de/" + "x" * 1500 + "\n\n" + "[a]" * 490,
    ],
)
def test_what_is_repeated_for_each_mark_is_not_long(source):
    options = Options(bbcode=True)
    assert is_cheap(source, options)
    before = time.process_time()
    html = render_unlimited(source, {}, options).html
    assert time.process_time() - before < 0.3
    assert len(html) < 50 * len(source)
