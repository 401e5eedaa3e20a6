"""The words of mails: what stays of somebody's own, and that no mail program makes a link of them."""

import re

import pytest

from forum.mail.paragraphs import one_line, paragraphs, unlinked

KEPT = [
    "می\u200cخواهم کتاب\u200cها",
    "👨\u200d👩\u200d👧 bikes",
    "🏴\U000e0067\U000e0062\U000e007f",
    "❤\ufe0f",
    "\U0001fae8 wobble",
    "क\u094d\u200dष",
    "soft\xadhyphen",
]


@pytest.mark.parametrize("words", KEPT)
def test_what_writing_needs_is_kept(words):
    assert one_line(words) == words
    assert unlinked(words) == words


@pytest.mark.parametrize("turning", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_what_would_turn_the_line_round_is_not(turning):
    assert one_line(f"a{turning}b") == "ab"


def test_words_stay_on_their_line():
    assert one_line("a\r\nBcc: x@y\x00\u2028z\ud800") == "a Bcc: x@y z"


@pytest.mark.parametrize(
    "text", ["nasty.com", "https://nasty.com/x", "mail@nasty.com", "http:nasty", "v2.0", ""]
)
def test_words_in_html_are_no_links_and_are_copied_as_they_are(text):
    html = unlinked(text)
    assert re.sub("</?span>", "", html) == text
    assert all(part not in html for part in ("nasty.com", "://", "@nasty", "http:n", "\u2060"))


def test_words_in_html_are_escaped():
    assert unlinked("<b>.<i>") == "&lt;b&gt;.<span>&lt;i&gt;</span>"


def test_only_whole_lines_of_ours_become_links_and_the_first_is_what_the_mail_is_for():
    text = "See\nhttps://evil.example/x\n\nOpen it:\nhttp://here/a\n\nhttp://here/b\n\nOpen:\nhttp://here/a b\n\nOr:\nhttp://here/c"
    found = [(paragraph.link, paragraph.is_main) for paragraph in paragraphs(text, "http://here")]
    assert found == [("", False), ("http://here/a", True), ("", False), ("", False), ("http://here/c", False)]
