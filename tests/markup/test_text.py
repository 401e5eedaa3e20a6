import pytest

from forum.markup import excerpt, render


def test_the_plain_text_reads_like_a_mail():
    source = (
        "# Hello *you*\n\nSee [this](https://example.org) & that:\n- a\n- b\n  1. c\n  2. d\n\n> quoted\n> twice\n"
        ">\n> > inner\n\n"
        "```python\nif x:\n    y\n```\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\n"
        "![a cat](https://example.org/c.png)\n- [x] done"
    )
    assert render(source).text == (
        "Hello you\n\nSee this & that:\n\n- a\n- b\n  1. c\n  2. d\n\n> quoted\n> twice\n>\n> > inner\n\n"
        "if x:\n    y\n\nh | i\n1 | 2\n\na cat\n\n- ☑ done"
    )


def test_the_plain_text_is_not_html():
    assert render("1 < 2 && `<b>` <i>").text == "1 < 2 && <b> <i>"


def test_an_excerpt_ends_between_words():
    assert excerpt("The quick brown fox jumps", 16) == "The quick brown…"
    assert excerpt("The quick brown fox", 19) == "The quick brown fox"
    assert excerpt("The quick, brown fox", 12) == "The quick…"


def test_an_excerpt_is_one_line_and_never_longer_than_asked():
    text = "one\n\ntwo   three\n- four\n" + "x" * 50
    for length in range(2, 80):
        piece = excerpt(text, length)
        assert len(piece) <= length
        assert "\n" not in piece


def test_a_word_longer_than_the_excerpt_is_cut():
    assert excerpt("a" * 20, 5) == "aaaa…"


def test_an_excerpt_is_the_authors_own_words():
    assert excerpt("> @ada wrote:\n> old\n\nnew words", 50) == "new words"
    assert excerpt("> only a quotation", 50) == "> only a quotation"


@pytest.mark.parametrize("control", ["\u202e", "\u202b", "\u2066"])
def test_an_excerpt_cannot_turn_round_what_follows_it(control):
    assert excerpt(f"a {control}b", 10) == "a b"
