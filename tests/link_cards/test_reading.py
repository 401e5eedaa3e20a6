"""What a page says of itself is read from its beginning, as text, in time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.link_cards.models import LONGEST_DESCRIPTION, LONGEST_TITLE
from forum.link_cards.reading import plain, read_page

AT = "https://news.example/a/b"


def facts(html, charset="utf-8"):
    return read_page(html.encode() if isinstance(html, str) else html, charset, AT)


def test_what_is_meant_for_cards_comes_before_the_rest():
    page = facts(
        '<title>Plain</title><meta name="description" content="For search."><meta property="og:title" content="Said">'
        '<meta property="og:description" content="For cards."><meta property="og:image" content="../p.png">'
    )
    assert (page.title, page.description, page.picture) == (
        "Said",
        "For cards.",
        "https://news.example/p.png",
    )


def test_title_and_description_of_a_plain_page_do():
    page = facts("<html><head><TITLE>\n A &amp; B\n</TITLE><META content='C' NAME=Description>")
    assert (page.title, page.description, page.picture) == ("A & B", "C", "")


def test_a_description_that_only_repeats_the_title_is_left_out():
    assert facts('<title>Same</title><meta name="description" content="Same">').description == ""


def test_the_title_of_a_drawing_is_not_that_of_the_page():
    assert facts("<svg><title>Logo</title></svg><title>Page</title>").title == "Page"
    assert (
        facts("<script>'<title>No</title>'</script><!-- <title>No</title> --><title>Yes</title>").title
        == "Yes"
    )


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>Çà</title>".encode("latin-1"), "ISO-8859-1"),
        ("<meta charset=windows-1252><title>Çà</title>".encode("latin-1"), ""),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=latin1">'
            + "<title>Çà</title>".encode("latin-1"),
            "",
        ),
        ("<title>Çà</title>".encode(), ""),
        ("\ufeff<title>Çà</title>".encode(), "latin-1"),
        ("<title>Çà</title>".encode("utf-16"), ""),
        ("<title>Çà</title>".encode(), "punycode"),
        ("<meta charset=hex><title>Çà</title>".encode(), "zlib"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body, charset):
    assert facts(body, charset).title == "Çà"


def test_words_are_one_line_without_what_turns_or_hides_them():
    assert plain(" a\n\tb\u202ec\u2066d\u200b\x00e\u2028f ", 50) == "a bcd e f"
    assert plain("سلام‌دنیا", 50) == "سلام‌دنیا"


def test_long_words_are_cut_between_them():
    assert plain("one two three, four", 15) == "one two three…"
    assert plain("x" * 30, 10) == "x" * 9 + "…"


@given(st.text(), st.integers(5, 40))
def test_no_text_is_longer_than_it_may_be(text, longest):
    line = plain(text, longest)
    assert len(line) <= longest + 1 and line == line.strip()


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<meta ",
        "<a b=",
        "<!--",
        "<title>",
        "<div>",
        "&#",
        "<meta name='",
        "</",
        "<svg>",
        "<script>",
        "<p><li>",
        '<meta property="og:title" content="x">',
    ],
)
def test_hostile_pages_are_read_in_time(piece):
    started = time.process_time()
    page = facts(piece * (256 * 1024 // len(piece)))
    assert time.process_time() - started < 3
    assert len(page.title) <= LONGEST_TITLE and len(page.description) <= LONGEST_DESCRIPTION


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "gbk", "rot13", "idna"]))
def test_any_bytes_are_a_page(body, charset):
    read_page(body, charset, AT)


@pytest.mark.parametrize("end", [";", "", " and more"])
def test_a_number_of_thousands_of_digits_is_no_sign(end):
    sign = f"&#{'1' * 5000}{end}"
    page = facts(f'<title>Boats {sign}</title><meta name="description" content="How {sign}">{sign}<p {sign}')
    assert (page.title, page.description) == (
        f"Boats \ufffd{end.rstrip(';')}",
        f"How \ufffd{end.rstrip(';')}",
    )
