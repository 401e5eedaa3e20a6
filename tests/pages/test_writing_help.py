"""The page about writing: what one types beside what comes out, as this forum reads it."""

import html
import re

import pytest

from forum.markup import Busy, Options
from forum.markup.pipeline import plain_rendering
from forum.pages.help.writing_examples import SECTIONS
from forum.pages.help.writing_help import good_to_know, rendered, rendered_sections, shown
from forum.site.models import SiteSettings

ADDRESS = "/help/writing/"
ALL = Options(bbcode=True, smileys=True, maths=True)


def busy(*_args, **_options):
    raise Busy("Wait a moment.")


def plain(source, **_options):
    return plain_rendering(source, "slow")


def headings(browser):
    return re.findall(r'<h2 id="([\w-]+)">', browser.get(ADDRESS).text)


def test_visitors_read_it_and_get_no_cookie(as_, db):
    answer = as_().get(ADDRESS)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "<code>**bold** and *italic*, ~~struck out~~, ==marked==</code>" in answer.text
    assert (
        "<strong>bold</strong> and <em>italic</em>, <del>struck out</del>, <mark>marked</mark>" in answer.text
    )


def test_what_the_forum_does_not_read_is_not_on_it(as_, ada):
    assert "smileys" in headings(as_())
    assert not {"bbcode", "formulas"} & set(headings(as_()))
    SiteSettings.current().change(reads_bbcode=True, reads_maths=True, reads_smileys=False)
    for reader in (None, ada):
        assert {"bbcode", "formulas"} < set(headings(as_(reader)))
        assert "smileys" not in headings(as_(reader))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.anchor)
def test_every_example_comes_out_as_more_than_it_was_typed(section):
    [rendered] = [examples for found, examples in rendered_sections(ALL) if found is section]
    for example, source in zip(rendered, section.examples, strict=True):
        assert bool(example.html) == source.is_shown
        words = re.sub("<[^>]*>", "", example.html)
        assert html.unescape(words).strip() != example.typed or "<a " in example.html


def test_every_example_says_something_beside_it():
    for _section, examples in rendered_sections(ALL):
        assert all(example.html or example.note for example in examples)


def test_the_differences_are_a_list_in_which_code_keeps_its_backslashes():
    text = good_to_know(ALL)
    assert text.count("<li") == 8
    assert "<code>C:\\new\\_files</code>" in text


@pytest.mark.parametrize("fails", [busy, plain])
def test_it_shows_what_one_types_while_nobody_can_render_it(fails, as_, db, monkeypatch):
    rendered.cache_clear()
    monkeypatch.setattr("forum.markup.render", fails)
    assert "<code>**bold** and" in as_().get(ADDRESS).text
    monkeypatch.undo()
    assert "<strong>bold</strong>" in shown("**bold**", ALL)


def test_every_page_and_every_box_for_a_text_lead_to_it(as_, ada, topic):
    assert f'href="{ADDRESS}"' in as_().get("/latest/").text
    box = as_(ada).get(topic.get_absolute_url()).text.partition("markdown-help")[2].partition("</details>")[0]
    assert f'href="{ADDRESS}"' in box


def test_no_two_notes_have_one_id(as_, db):
    ids = re.findall(r' id="([^"]+)"', as_().get(ADDRESS).text)
    assert any(name.startswith("note-footnotes-") for name in ids)
    assert len(ids) == len(set(ids))


def test_the_page_of_the_shortcuts_leads_once_to_where_they_are_turned_off(as_, ben):
    page = as_(ben).get("/help/keys/").text
    said = page[page.index("They’re on.") : page.index("</main")]
    assert said.lower().count("reading settings") == 1 and 'href="/settings/reading/"' in said


def test_every_shortcut_of_the_toolbar_is_on_the_page_of_the_shortcuts(as_, ben, topic):
    toolbar = re.findall(r'data-shortcut="([^"]+)"', as_(ben).get(topic.get_absolute_url()).text)
    listed = as_(ben).get("/help/keys/").text.lower()
    assert len(toolbar) > 5
    for keys in [*toolbar, "enter"]:
        assert f"<kbd>ctrl+{keys}</kbd>" in listed
