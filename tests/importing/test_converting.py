"""The rest of the old forum's dialect in ours."""

import time

import pytest

from forum import markup
from forum.importing.converting import Context, References, Target, to_markdown
from tests.importing.test_quotes import convert, make_context

MATHS = '<p><span class="math">x</span></p>'


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("[b]bold[/b] and [i]slanted[/i]", "**bold** and *slanted*"),
        ("a[b] spaced [/b]b", "a **spaced** b"),
        ("[b]outer [i]inner[/i][/b]", "**outer *inner***"),
        ("[u]under[/u] [s]gone[/s]", "under ~~gone~~"),
        ("[size=150]big[/size] [color=#00AA00]green[/color]", "big green"),
        ("[url=https://a.example/x]there[/url]", "[there](https://a.example/x)"),
        ("[url]https://a.example/x[/url]", "<https://a.example/x>"),
        ("[img]https://a.example/x.png[/img]", "![](https://a.example/x.png)"),
        (
            "[url=https://a.example][img]https://a.example/x.png[/img][/url]",
            "[![](https://a.example/x.png)](https://a.example)",
        ),
        (
            "[video]https://v.example/1[/video] [youtube]abc[/youtube]",
            "https://v.example/1 https://youtu.be/abc",
        ),
        ('[date=2026-06-08 time=14:00:00 timezone="Etc/UTC"]', "2026-06-08 14:00 UTC"),
        ("[ul][li]one[/li][li]two[/li][/ul]", "- one\n- two"),
        ("[list=1]\n[*]one\n[*]two\n[/list]", "1. one\n2. two"),
        ("[poll type=regular]\n* yes\n* no\n[/poll]", "* yes\n* no"),
        (
            "array[i] and [list of things](https://a.example) and [x]",
            "array[i] and [list of things](https://a.example) and [x]",
        ),
    ],
)
def test_bbcode_becomes_markdown(theirs, ours):
    assert convert(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (
            "<B>bold</B> <em class='x'>slanted</em> <del>gone</del>",
            "<b>bold</b> <em>slanted</em> <del>gone</del>",
        ),
        ('H<sub>2</sub>O, 4<sup id="x">th</sup>', "H<sub>2</sub>O, 4<sup>th</sup>"),
        ("press <kbd>Ctrl</kbd> <mark>now</mark>", "press <kbd>Ctrl</kbd> <mark>now</mark>"),
        ("one<br>two<br/>\nthree", "one\ntwo\nthree"),
        ('<a href="https://a.example/x">there</a>', "[there](https://a.example/x)"),
        ('<img src="//a.example/x.png" width="3" alt="a [b]">', "![a (b)](https://a.example/x.png)"),
        ('<img src="//a.example/x.png" width="3" height="40">', "![|3x40](https://a.example/x.png)"),
        ("<h2>Title</h2>\ntext", "## Title\ntext"),
        ("<h2>End:</h2> All is well.", "## End:\nAll is well."),
        ("<div class='x'><small>text</small></div>", "<small>text</small>"),
        ("a <!-- hidden --> b", "a  b"),
        ("vector<int> and <T>", "vector<int> and <T>"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><th>a</th></tr><tr><td>1|2</td></tr></table>", "| a |\n| --- |\n| 1\\|2 |"),
        ("a | b\n--|--\nx<br>y | z", "a | b\n--|--\nx<br>y | z"),
    ],
)
def test_html_becomes_markdown(theirs, ours):
    assert convert(theirs) == ours


@pytest.mark.parametrize(
    "code",
    [
        "```cpp\n[b]x[/b] @wren <br> $a_b$ :tea: [quote]\n```",
        "```\n[code]x[/code]\n```",
        "text\n\n    [b]indented[/b] @otter\n    /// more",
        "a `[i]` and ``@otter ` <b>x</b>`` here",
        "~~~\n[b]x[/b]\n~~~",
    ],
)
def test_nothing_inside_code_is_touched(code):
    assert convert(code, cooked=MATHS) == code


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("[code]\nx = a[i]\n\n  y\n[/code]", "```\nx = a[i]\n\n  y\n```"),
        ("[code=c++]x[/code]", "```c++\nx\n```"),
        ("say [code]a_b * c[/code] now", "say `a_b * c` now"),
        ("before [code]\nx\n[/code] after", "before\n\n```\nx\n```\n\nafter"),
        ("[code]```\nx\n```[/code]", "````\n```\nx\n```\n````"),
        ("[code]never closed", "[code]never closed"),
        ("```js title=x\ny\n```", "```js title=x\ny\n```"),
        ("``` auto\ny\n````", "``` auto\ny\n````"),
        ("```\nnever closed", "```\nnever closed\n```"),
        ("  ```\n  y\n    z\n```", "  ```\n  y\n    z\n```"),
        ("* ```\n  y\n  ```", "* ```\n  y\n  ```"),
        ("Lisp has [code]`(a ,b)[/code] too, and `c`.", "Lisp has `` `(a ,b) `` too, and `c`."),
        ("`[code]` and `[/code]`", "`[code]` and `[/code]`"),
        ("> ```\n> @otter\n> ```", "> ```\n> @otter\n> ```"),
        ("- a\n  ```\n  y\n  ```\n- b", "- a\n  ```\n  y\n  ```\n- b"),
    ],
)
def test_code_is_fenced_as_ours_is(theirs, ours):
    assert convert(theirs) == ours


def test_marks_that_cross_or_are_never_closed_leave_nothing_behind():
    assert (
        convert("[color=#00F]\n[ul][li]a\n[list]\n[*]b[/li][/ul][/*:m][/list:u]\nc[/color]")
        == "- a\n- b\n\nc"
    )


def test_hidden_parts_become_blocks_that_open():
    assert convert('[details="A title"]\ninside\n[/details]') == "/// details | A title\n\ninside\n\n///"
    assert convert("<details>\n<summary>A <b>title</b></summary>\n\ninside\n</details>") == (
        "/// details | A title\n\ninside\n\n///"
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("look: [spoiler]the *end*[/spoiler] there", "look: ||the *end*|| there"),
        ("[spoiler]he lives[/spoiler]", "||he lives||"),
        ("[spoiler]\nhe\n\nlives\n[/spoiler]", "/// spoiler\n\nhe\n\nlives\n\n///"),
        ("a [spoiler]x || y[/spoiler]", "a\n\n/// spoiler\n\nx || y\n\n///"),
    ],
)
def test_spoilers_stay_in_their_sentence_or_are_blocks(theirs, ours):
    assert convert(theirs) == ours
    assert "spoiler" in markup.render(ours).html


def test_hidden_parts_within_hidden_parts_render_nested():
    source = convert("[details=A]\n[details=B]\n[code]\n/// x\n[/code]\n[/details]\n[/details]")
    html = markup.render(source).html
    assert html.count("<details") == 2
    assert "/// x" in html


def test_slashes_of_prose_open_no_block():
    assert "<details" not in markup.render(convert("/// details | of it")).html
    assert "/// details | of it" in markup.render(convert("/// details | of it")).text
    assert "/// <summary>" in markup.render(convert("/// <summary>\n/// text")).text


def test_mathematics_is_read_as_it_was_written():
    formula = "$a_1 * b_2 = \\{x_i\\} \\sum_{i} [k](m) \\\\ ~~n~~ *p*$"
    rendered = markup.render(convert(f"Let {formula} be | so.", cooked=MATHS))
    assert formula in rendered.text
    assert "<em>" not in rendered.html


def test_mathematics_on_lines_of_its_own_stays_there_without_its_blank_lines():
    source = convert("so:\n$$\n\\sum_i a_i \\\\\n\n= b\n$$\nthen", cooked=MATHS)
    assert source == "so:\n\n$$\n\\sum_i a_i \\\\\n= b\n$$\n\nthen"
    assert "<math" in markup.render(source, options=markup.Options(maths=True)).html
    assert "\\sum_i a_i \\\\\n= b" in markup.render(source).text


def test_money_is_no_mathematics():
    assert convert("It costs $5_000 and $6_000.", cooked=MATHS) == "It costs $5_000 and $6_000."


def test_dollars_mean_nothing_where_nobody_set_formulas():
    assert convert("$a_b$ *c*") == "$a_b$ *c*"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("[x](https://forum.kettle.example/t/any-name/5/3)", "[x](/p/103/)"),
        ("[x](/t/5/3)", "[x](/p/103/)"),
        ("[x](/t/boiling-point/5?u=wren#head)", "[x](/p/101/)"),
        ("[x](https://forum.kettle.example/t/any-name/5/77)", "[x](/p/101/)"),
        ("见https://forum.kettle.example/t/rust/6。下", "见[Rust \\[solved\\]](/p/201/)。下"),
        ("see https://forum.kettle.example/t/rust/6.", "see [Rust \\[solved\\]](/p/201/)."),
        ("<http://www.forum.kettle.example/t/rust/6/1>", "[Rust \\[solved\\]](/p/201/)"),
        ("[x]: https://forum.kettle.example/t/rust/6", "[x]: /p/201/"),
        ("[x](/u/OTTER/activity)", "[x](/u/Otter-2/)"),
        ("[x](/guidelines)", "[x](https://forum.kettle.example/guidelines)"),
        ("[x](/t/gone/99)", "[x](https://forum.kettle.example/t/gone/99)"),
        ("[x](https://elsewhere.example/t/rust/6)", "[x](https://elsewhere.example/t/rust/6)"),
        ("`https://forum.kettle.example/t/rust/6`", "`https://forum.kettle.example/t/rust/6`"),
        (
            "(https://a.example/b_(c)) and https://a.example/d_e_f.",
            "(https://a.example/b_(c)) and https://a.example/d_e_f.",
        ),
        ("[x](//a.example/b)", "[x](https://a.example/b)"),
        ("[x](https://[bad)", "[x](https://[bad)"),
    ],
)
def test_links_lead_where_the_thing_stands_now(theirs, ours):
    assert convert(theirs) == ours


UPLOAD = "upload://3vhogjH2h8dvRkyexoC97TRLSoM.png"
KEPT = "//cdn.example/original/1X/188fb9eaec75a7b6080a37b0d0c7fe8c7a524410.png"


def test_an_upload_is_found_in_the_html():
    cooked = f'<img src="//cdn.example/optimized/1X/188fb9eaec75a7b6080a37b0d0c7fe8c7a524410_2_6x5.png"><a href="{KEPT}">'
    assert (
        convert(f"![a cup|662x500, 50%]({UPLOAD})", cooked=cooked) == f"![a cup|662x500, 50%](https:{KEPT})"
    )


def test_an_upload_that_the_html_does_not_show_keeps_its_short_address():
    short = "https://forum.kettle.example/uploads/short-url/3vhogjH2h8dvRkyexoC97TRLSoM.png"
    assert convert(f"[cup.zip|attachment]({UPLOAD}) (2 KB)") == f"[cup.zip]({short}) (2 KB)"


def test_an_upload_nobody_can_find_leaves_a_note():
    context = make_context()
    context.references.host = ""
    assert to_markdown(f"![a cup]({UPLOAD})", context) == "*(a cup)*"
    assert [kind for kind, _ in context.warnings] == ["upload"]


@pytest.mark.parametrize(
    "text",
    [
        "One[^a] two[^1].\n\n[^a]: The *first*,\n  continued.\n[^1]: Second.",
        "**Water.**[^1] Tea.^[Nearly.]\n\n[^1]: Q: Where?\nA: There.",
        "Water.[^1]\n\n[^1]: First.\n\n    Second paragraph.",
    ],
)
def test_footnotes_stay_as_they_were_typed(text):
    assert convert(text) == text
    assert "footnotes" in markup.render(text).html


def test_what_footnotes_hold_is_converted():
    assert convert("Tea.[^1]\n\n[^1]: By @OTTER.\n\n    And [b]@wren[/b].") == (
        "Tea.[^1]\n\n[^1]: By @Otter-2.\n\n    And **@wren**."
    )


def test_a_footnote_that_is_not_there_stays_as_it_is():
    assert convert("One[^a].") == "One[^a]."


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Hello @WREN, @otter. and a@otter.example", "Hello @wren, @Otter-2. and a@otter.example"),
        ("@stranger", "@stranger"),
        ("\\<b\\> \\$5 \\_x\\_ \\@otter \\|", "\\<b\\> \\$5 \\_x\\_ \\@otter \\|"),
        ("line  \nbreak\\\nhere", "line\nbreak\\\nhere"),
        (":shrugs: :wave:t3: 10:30:45", ":shrug: :wave: 10:30:45"),
    ],
)
def test_names_signs_and_emoji(theirs, ours):
    assert convert(theirs) == ours


def test_emoji_codes_come_out_as_characters():
    assert markup.render(convert(":slight_smile: :+1: :wave:t3:")).text == "🙂 👍 👋"
    assert markup.render(convert(":folded_hands: :light_bulb: :face_with_raised_eyebrow:")).text == "🙏 💡 🤨"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000,
        "[b]" * 10_000,
        "[quote][code]" * 2_000,
        "[url=" * 6_000,
        "<a " * 10_000,
        "<details>" * 3_000,
        "`" * 30_000,
        "` `` ``` " * 3_000,
        "$" * 30_000,
        "$x " * 10_000,
        "![](" * 7_000,
        "\n".join(["> " * 40 + "x"] * 200),
        "[details=" * 3_000,
        "[[^a]" * 5_000,
        "@a" * 15_000,
        ":a" * 15_000,
        "<!--" * 8_000,
        "<a x>" * 6_000,
        "<sup>" * 6_000,
        "<code>" * 5_000,
        "[code] " * 5_000,
        "[b][url=x]" * 3_000,
        "<b><i>" * 5_000,
        "\\" * 30_000,
        "| - " * 8_000 + "\n" + "|-" * 10_000,
        "https://" * 4_000,
        "[code]\n" * 4_000,
        "$$\n" * 8_000,
        "```\n" * 8_001,
        "[i][b]" * 4_000 + "[/b][/i]" * 4_000,
    ],
)
def test_monstrous_texts_are_converted_in_good_time(text):
    """Archives hold whatever people once typed, and an import must not stop at it."""
    started = time.process_time()
    convert(text, cooked=MATHS)
    assert time.process_time() - started < 4


HASHTAGS = (
    '<p><a class="hashtag-cooked" href="/c/house/garden/7" data-type="category" data-slug="garden">'
    '<span class="hashtag-icon-placeholder"><svg></svg></span><span>The garden</span></a>'
    ' <a class="hashtag" href="/tag/tools">#<span>tools</span></a>'
    ' <a class="hashtag-cooked" href="/c/gone/9">Gone</a> <span class="hashtag-raw">#12</span></p>'
)


def test_categories_and_tags_that_are_here_are_linked():
    context = make_context(cooked=HASHTAGS)
    context.references.boards = {7: "/b/garden/"}
    context.references.tags = {"tools": "/tag/tools/"}
    assert to_markdown("Moved to #house:garden, #tools::tag, #gone, #12 and `#garden`.", context) == (
        "Moved to [The garden](/b/garden/), [tools](/tag/tools/), #gone, #12 and `#garden`."
    )
    assert to_markdown(None, context) == (
        "[The garden](/b/garden/) [#tools](/tag/tools/) [Gone](https://forum.kettle.example/c/gone/9) #12"
    )


def test_what_the_old_forum_did_not_link_is_no_category():
    context = make_context(cooked="<p>#garden</p>")
    context.references.boards = {7: "/b/garden/"}
    assert to_markdown("see #garden", context) == "see #garden"


def test_a_link_to_a_place_within_a_post_leads_to_the_post():
    facts = References(first_posts={5: Target(101, "Boiling point")}, ids={8: 103}, topic_of={8: 5})
    for anchor in ("#p-8-lids-2", "#footnote-8-1"):
        assert to_markdown(f"See [lids]({anchor}).", Context(facts)) == "See [lids](/p/103/)."
    assert to_markdown("See [lids](#p-9-lids-2).", Context(facts)) == "See [lids](#p-9-lids-2)."


def test_an_emoji_right_before_a_word_comes_in_as_the_old_forum_showed_it():
    shown = '<img title=":kettle:" class="emoji"><img title=":joy:" class="emoji">'
    assert convert(":joy:not now", cooked=shown) == "😂not now"
    assert convert(":joy:not now") == ":joy:not now"
    assert convert("kettle:joy:lid", cooked=shown) == "kettle:joy:lid"
