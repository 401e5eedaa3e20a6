"""The lines of a paragraph, before anything else has seen them."""

from xml.etree.ElementTree import Element, tostring

import pytest

from forum.markup.document import Document
from forum.markup.inlines import read_inline

LITERAL = '<span class="literal">{}</span>'


def read(text, **document):
    paragraph = Element("p")
    read_inline(text, paragraph, Document(**document))
    return tostring(paragraph, encoding="unicode", method="html").removeprefix("<p>").removesuffix("</p>")


def same(*texts):
    return [(text, text) for text in texts]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("*a* _b_ **c** __d__", "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong>"),
        ("***a** b*", "<em><strong>a</strong> b</em>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("*a **b* c**", "<em>a <em><em>b</em> c</em></em>"),
        ("snake*case*name", "snake<em>case</em>name"),
        ("*(*a*)*", "<em>(<em>a</em>)</em>"),
        *same("snake_case_name", "a * b * c", "_ a_", "2 * 3", "**", "a**", "*a", r"_a"),
    ],
)
def test_stars_and_underlines_emphasise_the_words_they_hug(source, shown):
    assert read(source) == shown


def test_stars_between_digits_multiply():
    assert read("$10*2 and 5*4*3, *5*") == "$10*2 and 5*4*3, <em>5</em>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**強調。**次", "<strong>強調。</strong>次"),
        ("これは**「重要」**です。", "これは<strong>「重要」</strong>です。"),
        ("**마크다운(Markdown)**은", "<strong>마크다운(Markdown)</strong>은"),
        ("这是**“强调”**的", "这是<strong>“强调”</strong>的"),
        ("这是~~删除~~的，==标记==的", "这是<del>删除</del>的，<mark>标记</mark>的"),
        *same("word**(x)**word", "**Tea.**next"),
    ],
)
def test_emphasis_needs_no_spaces_where_a_script_has_none(source, shown):
    assert read(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("~~gone~~ and ~gone too~", "<del>gone</del> and <del>gone too</del>"),
        ("==new== (==so==)", "<mark>new</mark> (<mark>so</mark>)"),
        (
            "||he lives|| and ||*she* too||",
            '<span class="spoiler">he lives</span> and <span class="spoiler"><em>she</em> too</span>',
        ),
        ("*a ~~b* c~~", "<em>a ~~b</em> c~~"),
        *same(
            "a || b || c",
            "a == b == c",
            "x==1 or y==2",
            "~5 and ~6",
            "~~a~ b",
            "~~~a~~~",
            "===a===",
            "||a",
            "f(a||b||c)",
            "ada@host:~/a$ ada@host:~/b",
            "|a|",
        ),
    ],
)
def test_other_marks_count_only_when_closed_and_close_to_their_words_alone(source, shown):
    assert read(source) == shown.replace("&", "&amp;")


@pytest.mark.parametrize("mark", "!\"#$%'()*+,-./:;=?@[]^_`{|}~")
def test_a_backslash_takes_any_mark_literally_and_is_gone(mark):
    assert read(f"a \\{mark}b\\{mark}").replace(LITERAL.format(mark), mark) == f"a {mark}b{mark}"


def test_a_backslash_before_a_letter_stays():
    assert read(r"\a \1 \é") == r"\a \1 \é"
    assert read("a\\") == "a\\"
    assert read(r"a \\ b \\*c*") == r"a \ b \<em>c</em>"


@pytest.mark.parametrize(
    "text",
    [
        r"C:\Users\ada\_private\.config",
        r"(see c:\temp\_x_\y)",
        r"\\server\share\_old_",
        r"¯\_(ツ)_/¯",
        r"D:\ and E:\!",
    ],
)
def test_backslashes_of_paths_and_shrugs_stay(text):
    assert read(text) == text


def test_a_path_ends_where_its_word_does():
    assert read(r"**C:\a\_b** _c_") == r"<strong>C:\a\_b</strong> <em>c</em>"
    assert read(r"[C:\a](/x/)") == r'<a href="/x/">C:\a</a>'
    assert read(r"option:\*not\*") == "option:*not*"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("`a`", "<code>a</code>"),
        ("`` a`b ``", "<code>a`b</code>"),
        ("` a ` `  ` `\ta`", "<code>a</code> <code>  </code> <code>\ta</code>"),
        ("`a\nb`", "<code>a b</code>"),
        (r"`a\` b", r"<code>a\</code> b"),
        ("*a `b* c`", "*a <code>b* c</code>"),
        ("[a `b](/x/) c`", "[a <code>b](/x/) c</code>"),
        *same("`a", "``a`", "`a``"),
    ],
)
def test_code_comes_before_everything_else(source, shown):
    assert read(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("&copy; &#169; &#xA9; &auml;", "© © © ä"),
        ("&#42;a&#42; &lsqb;a](/x/)", "*a* [a](/x/)"),
        ("&#0; &#xD800; &#x110000; &#7; &#9999999;", "\ufffd \ufffd \ufffd \ufffd \ufffd"),
        ("&nosuch; &copy &; &#; AT&T", "&amp;nosuch; &amp;copy &amp;; &amp;#; AT&amp;T"),
    ],
)
def test_entities_are_the_characters_they_name(source, shown):
    assert read(source) == shown


@pytest.mark.parametrize("source", ["a\nb", "a  \nb", "a\\\nb", "a \n  b", "a   \nb"])
def test_every_line_end_is_a_break(source):
    assert read(source) == "a<br>\nb"


def test_wide_spaces_at_the_start_stay():
    assert read("\u3000\u3000两字 \u3000") == "\u3000\u3000两字 \u3000"


def test_what_is_nested_too_deep_shows_its_marks():
    deep = read("*" * 200 + "a" + "*" * 200)
    assert deep.count("<strong>") == 20
    assert deep.count("*") == 2 * (200 - 40)
    links = read("![" * 60 + "a" + "](/x/)" * 60)
    assert links == '<img src="/x/" alt="' + "a" + '">'
