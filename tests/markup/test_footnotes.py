"""Footnotes: numbered links there and back, with ids of their own for each text of a page."""

import re

import pytest

from forum.markup import addressees, excerpt, mail_excerpt, render
from forum.markup.html.writer import HtmlWriter
from forum.markup.sanitising import sanitise
from forum.markup.trusted_html import page_html
from tests.markup.judging import faults
from tests.markup.shapes import shape

TWO_NOTES = (
    '<p>Water<sup class="footnote">1</sup> and tea<sup class="footnote">2</sup>, again<sup class="footnote">1</sup>.</p>'
    '<ol class="footnotes"><li><p>Cold.</p><p>Or hot.</p></li><li>Only<ul><li>green</li></ul></li></ol>'
)


def written(html):
    rendered = HtmlWriter({}).write(sanitise(html))
    assert faults(rendered.html) == []
    return rendered


def linked(html):
    """The pairs of ids and of targets on a page."""
    return re.findall(r' id="([^"]+)"', html), re.findall(r'href="#([^"]+)"', html)


def test_stored_notes_have_no_ids():
    html = shape(written(TWO_NOTES).html)
    assert " id=" not in html
    assert '<sup class="footnote"><a href="#note-2">2</a></sup>' in html
    assert '<ol class="footnotes"><li class="note"><p>Cold.</p><p>Or hot. <a' in html


def test_on_a_page_every_link_of_a_footnote_leads_somewhere_and_back():
    page = page_html(written(TWO_NOTES).html, 7)
    ids, targets = linked(page)
    assert len(ids) == len(set(ids))
    assert set(ids) == set(targets)
    assert set(ids) == {"ref-7-1", "ref-7-2", "ref-7-1-2", "note-7-1", "note-7-2"}
    assert 'aria-label="Back to reference 1-2"' in page
    assert 'aria-label="Footnote 1"' in page


def test_two_texts_of_a_page_have_no_id_in_common():
    html = written(TWO_NOTES).html
    ids = [set(linked(page_html(html, key))[0]) for key in (1, 11)]
    assert not ids[0] & ids[1]


def test_notes_may_refer_to_each_other():
    html = (
        '<p>a<sup class="footnote">1</sup></p>'
        '<ol class="footnotes"><li>b<sup class="footnote">2</sup></li><li>c<sup class="footnote">1</sup></li></ol>'
    )
    ids, targets = linked(page_html(written(html).html, 1))
    assert len(ids) == len(set(ids))
    assert set(ids) == set(targets)


def test_a_link_holds_no_other_link_for_its_footnote():
    html = '<p><a href="/x/">a<sup class="footnote">1</sup></a></p><ol class="footnotes"><li>b</li></ol>'
    assert '<a href="/x/">a<sup class="footnote">1</sup></a>' in written(html).html


def test_as_text_a_footnote_is_a_number_in_brackets():
    text = "Water[1] and tea[2], again[1].\n\n[1] Cold.\n\n    Or hot.\n[2] Only\n    - green"
    rendered = written(TWO_NOTES)
    assert rendered.text == text
    assert excerpt(rendered.text, 31) == "Water[1] and tea[2], again[1]…"
    mail = mail_excerpt(rendered.html, home="https://forum.example.org", length=500)
    assert mail.text == text
    assert "↩" not in mail.html and "href" not in mail.html


def test_a_note_that_is_referred_to_again_and_again_links_back_to_the_first_places():
    html = "<p>" + '<sup class="footnote">1</sup>' * 50 + '</p><ol class="footnotes"><li>b</li></ol>'
    assert written(html).html.count("footnote-back") == 20


def test_notes_of_numbers_alone_are_linked_too():
    ids, targets = linked(page_html(render("1^[2]").html, 1))
    assert set(ids) == set(targets) == {"note-1-1", "ref-1-1"}


def test_a_note_of_hidden_words_alone_is_hidden():
    source = "||it ends^[all die]|| tea[^1]^[cups]\n\n[^1]: hot^[or cold]"
    html = shape(render(source).html)
    assert '<details class="spoiler"><summary></summary><p>all die</p></details>' in html
    assert html.count("<details") == 1
    assert "die" not in excerpt(render(source).text, 200)
    assert "die" not in mail_excerpt(render(source).html, home="", length=500).text


def test_a_note_to_hidden_words_and_seen_ones_is_seen():
    for source in (
        "||a[^1]|| b[^1]",
        "b[^1] ||a[^1]||",
        "/// spoiler | a[^1]\nb\n///",
        "b^[c[^1]] ||a[^1]||",
    ):
        assert "<details" not in render(f"{source}\n\n[^1]: note").html.partition("<ol")[2]
    for source in ("/// spoiler\nb^[c[^1]]\n///", "//// spoiler\n/// spoiler | a[^1]\nb\n///\n////"):
        assert "<details" in render(f"{source}\n\n[^1]: note").html.partition("<ol")[2]


def test_a_note_of_quoted_words_alone_is_quoted_and_tells_nobody():
    members = {"ann": "ann"}
    for source in (
        "> tea ^[ask @ann]",
        "> tea[^1]\n>\n> [^1]: ask @ann",
        "> [^1]\n\n[^1]: [@ann](/p/5/) @ann",
    ):
        rendered = render(f"{source}\n\nyes", members)
        assert (rendered.mentions, rendered.quotes) == ((), ())
        assert addressees(rendered.html) == (set(), set())
        assert faults(rendered.html) == []
    both = render("> tea[^1]\n\nmine[^1]\n\n[^1]: ask @ann", members)
    assert both.mentions == ("ann",)


@pytest.mark.parametrize("source", ["> a[^1]\n>\n> [^1]: b\n>\n>     c", "> a^[c]", "a^[c]"])
def test_the_way_back_is_at_the_end_of_a_notes_words(source):
    assert re.search(
        r'c <a class="footnote-back" href="#ref-1">↩</a></p>(</blockquote>)?</li>', shape(render(source).html)
    )


def test_behind_other_blocks_the_way_back_stands_alone():
    assert re.search(r'</ul> ?<a class="footnote-back"', render("a[^1]\n\n[^1]: - b").html)
