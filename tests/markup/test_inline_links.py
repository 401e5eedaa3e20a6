"""Links, pictures and notes within a paragraph, before anything else has seen them."""

from xml.etree.ElementTree import Element

import pytest

from forum.markup import render
from tests.markup.test_inlines import read

X = '<a href="/x/">'


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[a](/x/)", X + "a</a>"),
        ("[a](/x/ \"title\") [a](/x/ (title)) [a]( </x/> 't' )", f"{X}a</a> {X}a</a> {X}a</a>"),
        ("[a](</x/ y>)", '<a href="/x/%20y">a</a>'),
        ("[a](/x/(y(z)))", '<a href="/x/(y(z))">a</a>'),
        (r"[a](/x/\)\*)", '<a href="/x/)*">a</a>'),
        ("[a](/x/?b&amp;c)", '<a href="/x/?b&amp;c">a</a>'),
        ("[*a* `b]` [c] d](/x/)", X + "<em>a</em> <code>b]</code> [c] d</a>"),
        (r"[a\]b](/x/)", X + "a]b</a>"),
        ("*[a*](/x/)", "*" + X + "a*</a>"),
        ("[a] (/x/)", "[a] (/x/)"),
        ("[a](/x/ y)", "[a](/x/ y)"),
        ("[a](</x/\n>)", "[a](&lt;/x/<br>\n&gt;)"),
        ("[a](/x/", "[a](/x/"),
        ("f = [](int n) {}", "f = [](int n) {}"),
        ("[]()", "[]()"),
        ("[](/x/)", X + "</a>"),
    ],
)
def test_a_link_is_words_and_a_target(source, shown):
    assert read(source) == shown


def test_a_link_holds_no_other_link():
    assert read("[a [b](/x/) c](/y/)") == f"[a {X}b</a> c](/y/)"
    assert read("[see https://example.org/a](/x/)") == X + "see https://example.org/a</a>"
    assert read("[see <https://example.org/a>](/x/)") == X + "see https://example.org/a</a>"
    assert (
        read("[![a](https://example.org/a.png)](/x/)")
        == X + '<img src="https://example.org/a.png" alt="a"></a>'
    )


def test_what_may_not_be_linked_is_shown_behind_its_words():
    assert read("[the *file*](javascript:alert(1)) now") == "the <em>file</em> (javascript:alert(1)) now"
    assert read("![pic](javascript:x)") == "pic (javascript:x)"
    assert read("[](javascript:x) ![](javascript:x)") == "javascript:x javascript:x"
    assert read("[javascript:x](javascript:x)") == "javascript:x"
    assert (
        read(r"[share](\\server\_share) [doc](C:\_doc.txt)") == r"share (\\server\_share) doc (C:\_doc.txt)"
    )
    assert read("[words]()") == "words"
    assert (
        read("[tea|300x200](upload://x)![tea|300x200](javascript:x)")
        == "tea|300x200 (upload://x)tea (javascript:x)"
    )
    address = "https://example.org/a"
    assert read(f"[{address}](javascript:x)") == f'<a href="{address}">{address}</a> (javascript:x)'


def test_labels_lead_to_their_definitions():
    definitions = {"B": "/x/", "TWO WORDS": "/y/", "SS": "/z/"}
    assert read("[a][b] [b][] [B]", definitions=definitions) == f"{X}a</a> {X}b</a> {X}B</a>"
    assert read("[Two\n words] [ẞ]", definitions=definitions) == (
        '<a href="/y/">Two<br>\nwords</a> <a href="/z/">ẞ</a>'
    )
    assert read("![a][b]", definitions=definitions) == '<img src="/x/" alt="a">'
    assert read("[a][c] [b](no) [c]", definitions=definitions) == "[a][c] b (no) [c]"
    assert read("[foo] [b]", definitions=definitions) == f"[foo] {X}b</a>"
    assert read("[a][nope][b]", definitions=definitions) == f"[a]{X}nope</a>"


def test_addresses_in_angle_brackets_are_links():
    assert read("<https://example.org/a_b_c?d>") == (
        '<a href="https://example.org/a_b_c?d">https://example.org/a_b_c?d</a>'
    )
    assert read("<ada@example.org>") == '<a href="mailto:ada@example.org">ada@example.org</a>'
    assert read("<javascript:alert(1)> <a b> <m:abc>") == (
        "&lt;javascript:alert(1)&gt; &lt;a b&gt; &lt;m:abc&gt;"
    )


def test_a_bare_address_alone_on_its_line_says_so():
    address = "https://example.org/a_b_c"
    assert read(f"{address}\nand {address}") == (
        f'<a href="{address}" class="alone">{address}</a><br>\nand <a href="{address}">{address}</a>'
    )
    assert read(f"`{address}`") == f"<code>{address}</code>"
    assert read("https://example.org/?a&amp;b") == (
        '<a href="https://example.org/?a&amp;b" class="alone">https://example.org/?a&amp;b</a>'
    )


@pytest.mark.parametrize(
    ("source", "picture"),
    [
        ("![a *b* `c` [d](/x/)](/p.png)", 'src="/p.png" alt="a b c d"'),
        ("![tea|300x200](/p.png)", 'src="/p.png" alt="tea" width="300" height="200"'),
        ("![tea|690x388, 50%](/p.png)", 'src="/p.png" alt="tea" width="345" height="194"'),
        ("![tea|690x388,50%|thumbnail](/p.png)", 'src="/p.png" alt="tea" width="345" height="194"'),
        ("![a|b](/p.png)", 'src="/p.png" alt="a|b"'),
        ("![tea](/p.png =100x200)", 'src="/p.png" alt="tea" width="100" height="200"'),
        ('![tea](/p.png =100x "t")', 'src="/p.png" alt="tea" width="100"'),
    ],
)
def test_pictures_have_words_and_perhaps_a_size(source, picture):
    assert read(source) == f"<img {picture}>"


def note(number):
    return f'<sup class="footnote">{number}</sup>'


def test_notes_are_numbered_in_the_order_of_their_use():
    notes = {"A": Element("note"), "B": Element("note")}
    assert read("x[^b] y[^a] z[^B] [^c]", notes=notes) == f"x{note(1)} y{note(2)} z{note(1)} [^c]"


def test_a_note_can_stand_where_it_belongs():
    notes = {}
    assert read("Tea too.^[Nearly, *really*.] x^[] 2^[", notes=notes) == f"Tea too.{note(1)} x^[] 2^["
    [found] = notes.values()
    assert [child.tag for child in found] == ["p"]
    assert "".join(found.itertext()) == "Nearly, really."


def test_a_long_address_is_not_repeated_without_end():
    address = "https://example.org/" + "x" * 20_000
    html = render(f"[a]: {address}\n\n" + "[a] " * 1_000 + "[b]\n\n[b]: /b", limit=100_000).html
    assert html.count(f'href="{address}"') == 4
    assert "[a] [a]" in html
    assert '<a href="/b">' in html
