from html import escape

import pytest

from forum.markup import LIMIT, render
from forum.markup.pipeline import plain_rendering, render_unlimited
from forum.markup.results import CROWDED, EMPTY, REASONS, UNSOUND, Unsound

NEWLINE = "\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("# &nbsp;", EMPTY),
        ("```\n```", EMPTY),
    ],
)
def test_what_cannot_be_rendered_is_shown_as_it_was_written(source, reason):
    rendered = render(source)
    assert rendered.plain
    assert rendered.plain_reason == REASONS[reason]
    assert rendered.html == f'<pre class="plain">{escape(source.strip(NEWLINE))}</pre>'
    assert rendered.text == source.strip()
    assert (rendered.mentions, rendered.quotes, rendered.links, rendered.images) == ((), (), (), ())


@pytest.mark.parametrize(
    "source",
    ["[" * 1000, "[a](" * 1000, "> " * 30 + "x", "- " * 450 + "x", "[a]:\n" * 2000, "a." * 2000 + "@"],
)
def test_marks_without_end_are_no_reason_to_show_a_text_plain(source):
    rendered = render(source)
    assert not rendered.plain
    assert rendered.text.replace("\n", "")[-1] == source.strip()[-1]


def test_the_plain_text_is_escaped():
    assert plain_rendering("<script>&amp;</script>", CROWDED).html == (
        '<pre class="plain">&lt;script&gt;&amp;amp;&lt;/script&gt;</pre>'
    )


def test_too_many_elements_inside_each_other_are_too_much(monkeypatch):
    monkeypatch.setattr("forum.markup.pipeline.convert", lambda *_given: "<em>" * 61 + "a" + "</em>" * 61)
    assert render("text").plain_reason == REASONS[CROWDED]


@pytest.mark.parametrize("error", [TypeError, RecursionError, AssertionError, MemoryError, ZeroDivisionError])
def test_whatever_the_parser_raises_means_plain_text(monkeypatch, error):
    def raise_error(source):
        raise error

    monkeypatch.setattr("forum.markup.pipeline.convert", raise_error)
    rendered = render("text")
    assert rendered.plain
    assert rendered.plain_reason == REASONS[UNSOUND]


@pytest.mark.parametrize(
    "sanitised",
    [
        "<p>a",
        "a</p>",
        "<p>a</div>",
        "<p><p>a</p></p>",
        "<p><table></table></p>",
        "<script>1</script>",
        "<p onclick=1>a</p>",
        '<p "a">',
        "<!-- a -->",
        "<a href='/x'><em><a href='/y'>a</a></em></a>",
        "<ul>text</ul>",
        "<td>a</td>",
        "<p>a</p><",
        "<em>" * 61 + "a" + "</em>" * 61,
    ],
)
def test_what_the_sanitiser_should_never_have_let_through_is_not_printed(monkeypatch, sanitised):
    monkeypatch.setattr("forum.markup.pipeline.sanitise", lambda html: sanitised)
    with pytest.raises(Unsound):
        render_unlimited("text", {})
    assert render("text").html == '<pre class="plain">text</pre>'


def test_an_ordinary_long_post_is_not_taken_for_a_hostile_one():
    paragraph = (
        "Some *words* with [a link](https://example.org/a?b=c), `code[0][1]`, an array[i], a list (see [1]) and "
        "https://example.org/path_with_underscores. Then a_few_more, e.g. 1.2.3.4.\n\n- item [x](/t/1/)\n- item\n\n"
        "> quote\n\n"
    )
    rendered = render(paragraph * (LIMIT // len(paragraph)))
    assert not rendered.plain
    assert len(rendered.links) == 3
