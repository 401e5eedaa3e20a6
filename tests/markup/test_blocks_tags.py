"""Pairs of tags around blocks: BBCode where the forum allows it, and `<details>` everywhere."""

import time

import pytest

from tests.markup.block_trees import blocks, tree

NOTE = "<blockquote>{}</blockquote>"
DETAILS = "<details><summary>{}</summary>{}</details>"
SPOILER = '<details class="spoiler"><summary>{}</summary>{}</details>'
CODE = "<pre><code>{}</code></pre>"


def bbcode(source):
    return tree(source, bbcode=True)


def quoted(name, words):
    return f'<blockquote><p class="quoted">{name}:</p><p>{words}</p></blockquote>'


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ('[quote="ann, post:1, topic:1"]', "@ann"),
        ('[quote="Ann Lee, post:1, topic:1, username:ann"]', "@ann"),
        ('[quote="ann" post_id=1 time=2 user_id=3]', "@ann"),
        ("[quote=ann post_id=1 time=2]", "@ann"),
        ('[QUOTE="ann, post: 1, member: 2"]', "@ann"),
        ("[quote=ann]", "@ann"),
        ("[quote=@ann]", "@ann"),
        ("[quote='ann']", "@ann"),
        ("[quote=Ann Lee]", "Ann Lee"),
        ("[quote=Ann Lee;123]", "Ann Lee"),
        ("[quote=a;b]", "@a;b"),
        ("[quote author=Ann Lee link=topic=1.msg2#msg2 date=3]", "Ann Lee"),
        ("[quote=_ann_]", r"@\_ann\_"),
    ],
)
def test_a_quotation_says_whose_it_is(opening, name):
    assert bbcode(f"{opening}\nTea.\n[/quote]\nGood.") == quoted(name, "Tea.") + "<p>Good.</p>"


@pytest.mark.parametrize("opening", ["[quote]", "[quote=]", '[quote=""]'])
def test_a_quotation_of_nobody_has_no_line_for_the_name(opening):
    assert bbcode(f"{opening}Tea.[/quote]") == NOTE.format("<p>Tea.</p>")


def test_quotations_may_stand_in_each_other_and_behind_each_other():
    assert bbcode("[quote=ann][quote=ben]b[/quote]a[/quote][quote]c[/quote]d") == (
        f'<blockquote><p class="quoted">@ann:</p>{quoted("@ben", "b")}<p>a</p></blockquote>'
        "<blockquote><p>c</p></blockquote><p>d</p>"
    )
    assert bbcode("[quote]a[/quote]\n\n[quote]b[/quote]") == NOTE.format("<p>a</p>") + NOTE.format("<p>b</p>")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[code]\n*a*\n\n  [b]b[/b]\n[/code]", CODE.format("*a*\n\n  [b]b[/b]")),
        ("[code]  a\n`b[/code]", CODE.format("  a\n`b")),
        ("[code]a[/code]", CODE.format("a")),
        ("x [code]\na\n[/code] y", "<p>x</p>" + CODE.format("a") + "<p>y</p>"),
        ("[code=python]\na\n[/code]", '<pre><code class="language-python">a</code></pre>'),
        ('[code="c++"]\na\n[/code]', '<pre><code class="language-c++">a</code></pre>'),
        ("[code]\n[quote]a[/quote]\n```\n[/code]\n[quote]b[/quote]", CODE.format("[quote]a[/quote]\n```") + NOTE.format("<p>b</p>")),
        ("x [code]a[/code]", "<p>x [code]a[/code]</p>"),
        ("[code]\na", "<p>[code]\na</p>"),
    ],
)  # fmt: skip
def test_code_on_lines_of_its_own_is_a_block(source, expected):
    assert bbcode(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[list]\n[*] a\n[*]b\n[/list]", "<ul><li>a</li><li>b</li></ul>"),
        ("[list=1][*]a[*]b[/list]c", "<ol><li>a</li><li>b</li></ol><p>c</p>"),
        ("[list=a][*]a[/list]", "<ol><li>a</li></ol>"),
        ("[list=3][*]a[/list]", '<ol start="3"><li>a</li></ol>'),
        ("[LIST]\n    [*]a\n    [*]b\n[/LIST]", "<ul><li>a</li><li>b</li></ul>"),
        ("[list][*]a[list][*]b[/list][*]c[/list]", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("[list]\n[*]a\n[quote]b[/quote]\n- c\n[/list]", "<ul><li>a<blockquote><p>b</p></blockquote><ul><li>c</li></ul></li></ul>"),
        ("[list]Two:[*]a[*]b[/list]", "<p>Two:</p><ul><li>a</li><li>b</li></ul>"),
        ("[ul][li]a[/li][li]b[/li][/ul]", "<ul><li>a</li><li>b</li></ul>"),
        ("[list]a[/list]", "<p>[list]a[/list]</p>"),
        ("[list][*]a", "<p>[list][*]a</p>"),
        ("[*]a", "<p>[*]a</p>"),
    ],
)  # fmt: skip
def test_a_list_has_items(source, expected):
    assert bbcode(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('[details="Log"]\nline\n[/details]', DETAILS.format("Log", "<p>line</p>")),
        ('[details="a [b] c"]x[/details]', DETAILS.format("a [b] c", "<p>x</p>")),
        ("a [details]\nb\n\nc\n[/details] d", "<p>a</p>" + DETAILS.format("", "<p>b</p><p>c</p>") + "<p>d</p>"),
        ("[spoiler]\na\n[/spoiler]", SPOILER.format("", "<p>a</p>")),
        ("a [spoiler=Who?]b[/spoiler]", "<p>a</p>" + SPOILER.format("Who?", "<p>b</p>")),
        ("[spoiler][quote]a[/quote][/spoiler]", SPOILER.format("", NOTE.format("<p>a</p>"))),
        ("[spoiler]a[/spoiler]", "<p>[spoiler]a[/spoiler]</p>"),
        ("[spoiler][color=red]a[/color][/spoiler]", "<p>[spoiler]a[/spoiler]</p>"),
    ],
)  # fmt: skip
def test_details_and_spoilers(source, expected):
    assert bbcode(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<details><summary>Log</summary>\n\na\n\nb\n</details>", DETAILS.format("Log", "<p>a</p><p>b</p>")),
        ("<details open>\n<summary>Log <b>x</b></summary>\na</details> c", DETAILS.format("Log <b>x</b>", "<p>a</p>").replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") + "<p>c</p>"),
        ("<DETAILS>\n<summary>\nLog\n</summary>\na\n</DETAILS>", DETAILS.format("Log", "<p>a</p>")),
        ("a <details><summary>b</summary>c</details>", "<p>a</p>" + DETAILS.format("b", "<p>c</p>")),
        ("<details>a</details>", DETAILS.format("", "<p>a</p>")),
        ("<details><summary>a</summary><details><summary>b</summary>c</details></details>", DETAILS.format("a", DETAILS.format("b", "<p>c</p>"))),
        ("<details><summary>a</summary>\n```\n</details>\n```\n</details>", DETAILS.format("a", CODE.format("&lt;/details&gt;"))),
        ("<details><summary>a</summary>\n| b |\n|---|\n| c |\n</details>", DETAILS.format("a", "<table><thead><tr><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>")),
        ("> <details>\n> <summary>a</summary>\n>\n> b\n> </details>\n\nc", NOTE.format(DETAILS.format("a", "<p>b</p>")) + "<p>c</p>"),
        ("- a\n  <details>\n  b\n  </details>\n- c", "<ul><li>a" + DETAILS.format("", "<p>b</p>") + "</li><li>c</li></ul>"),
        ("1. a <details>b</details> c\n2. d", "<ol><li>a" + DETAILS.format("", "<p>b</p>") + "c</li><li>d</li></ol>"),
        ("/// details | a\n<details>b</details>\n///", DETAILS.format("a", DETAILS.format("", "<p>b</p>"))),
        ("<details>\n/// details | a\nb\n///\n</details>", DETAILS.format("", DETAILS.format("a", "<p>b</p>"))),
    ],
)  # fmt: skip
def test_details_of_html_need_no_option(source, expected):
    assert tree(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "[quote]a",
        "a[/quote]",
        "[/quote]a[quote]",
        r"\[quote]a[/quote]",
        "`[quote]`a[/quote]",
        "> [quote]\n\n[/quote]",
        "[quotes]a[/quotes]",
        "a[size] = b",
        "<details>a",
        "<details class=x>a</details>",
        "<summary>a</summary>",
    ],
)
def test_what_is_no_pair_is_text(source):
    words = blocks(source, bbcode=True).itertext()
    assert "".join(words) == source.removeprefix("> ").replace("\n\n", "")


def test_a_pair_that_another_one_cuts_is_text():
    assert bbcode("[quote][list][*]a[/quote]b[/list]") == NOTE.format("<p>[list][*]a</p>") + "<p>b[/list]</p>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[color=red]a[/color] b", "<p>a b</p>"),
        ("[size=5][quote]a[/quote][/size]", NOTE.format("<p>a</p>")),
        ("[center]\n# a\n[/center]\nb", "<h1>a</h1><p>b</p>"),
        ("[b]a\n\nb[/b] c", "<p>a</p><p>b c</p>"),
        ("[i][quote]a[/quote]b[/i]", NOTE.format("<p>a</p>") + "<p>b</p>"),
        ("[b]a\nb[/b]", "<p>[b]a\nb[/b]</p>"),
        ("[b][quote]a[/b][/quote]", "<p>[b]</p>" + NOTE.format("<p>a[/b]</p>")),
        ("[color=red][quote]a[/color][/quote]", "<p>[color=red]</p>" + NOTE.format("<p>a[/color]</p>")),
        ("a[i] = 1\n\nb[i] = 2", "<p>a[i] = 1</p><p>b[i] = 2</p>"),
        ("a[left]b", "<p>a[left]b</p>"),
        ("`[color=red]`a[/color]", "<p>`[color=red]`a[/color]</p>"),
    ],
)
def test_tags_that_only_change_the_looks_are_left_out(source, expected):
    assert bbcode(source) == expected


@pytest.mark.parametrize(
    "source",
    ["```\na [quote]b[/quote] c\n```", "    a [quote]b[/quote] c", "- a\n\n      b [quote]c[/quote]", "~~~\n<details>b</details>"],
)  # fmt: skip
def test_code_keeps_the_tags_in_it(source):
    assert "<pre>" in bbcode(source)
    assert "<blockquote>" not in bbcode(source)
    assert "<details>" not in bbcode(source)
    assert "[quote]" in bbcode(source) or "&lt;details&gt;" in bbcode(source)


@pytest.mark.parametrize(
    "source", ["[details=a]\nb\n\n    [/details]c", "[list][*]b\n\n    [/list]c", "[code]\nb\n\n    [/code]c"]
)
def test_a_closing_tag_closes_however_far_it_is_indented(source):
    assert bbcode(source).endswith("<p>c</p>")


def test_a_task_knows_its_line_behind_tags_on_one_line():
    assert 'value="3"' in bbcode("[quote]a[/quote][quote]b[/quote]\n\n- [ ] c")


def test_without_the_option_bbcode_is_text():
    for source in ("[quote]a[/quote]", "[list][*]a[/list]", "[details=a]b[/details]", "[code]a[/code]"):
        assert tree(source) == f"<p>{source}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "[quote]" * 10_000,
        "[quote]" * 5_000 + "[/quote]" * 5_000,
        "[quote]\n" * 5_000 + "[/quote]\n" * 5_000,
        "[list][*]" * 5_000 + "[/list]" * 5_000,
        "[list]" + "[*]" * 20_000 + "[/list]",
        "[list]" + "[color=a]" * 5_000 + "[*]" * 5_000 + "[/list]",
        "[b]\n\n" * 5_000 + "[/b]\n\n" * 5_000,
        "<details>" * 5_000 + "</details>" * 5_000,
        "<details><summary>" * 5_000 + "</summary></details>",
        "<details>\n<summary>\n</summary>" * 3_000 + "</details>" * 3_000,
        "[code]" * 10_000 + "[/code]",
        "[code][/code]" * 8_000,
        "[quote=" * 10_000 + "[/quote]",
        '[details="' * 10_000 + "[/details]",
        "> [quote]\n" * 5_000 + "> [/quote]\n" * 5_000,
        "[quote]`" * 10_000 + "[/quote]",
        "".join("`" * n + " " for n in range(400)) + "[/quote]",
        "[list]\n" * 6_000 + "[*]a[/list]\n" * 6_000,
        ">" * 50_000 + "[quote]a[/quote]" * 3_000,
        ">" * 50_000 + "<details>a</details>" * 2_500,
        " " * 50_000 + "[quote]a[/quote]" * 3_000,
        "- " * 25_000 + "[quote]a[/quote]" * 3_000,
    ],
)
def test_a_hundred_kilobytes_of_tags_are_read_in_linear_time(source):
    began = time.process_time()
    blocks(source, bbcode=True)
    assert time.process_time() - began < 1


def test_tags_behind_more_marks_than_blocks_may_be_nested_are_text():
    source = "[quote]a[/quote]"
    assert bbcode("> " * 20 + source).count("<blockquote>") == 21
    assert source in bbcode("> " * 40 + source)
