"""Quotations of the old forum as quotations of ours."""

import pytest

from forum import markup
from forum.importing.converting import Context, References, Target, to_markdown


def make_context(**facts):
    references = References(
        host="forum.kettle.example",
        hosts=frozenset({"forum.kettle.example"}),
        members={"wren": "wren", "otter": "Otter-2", "the heron": "heron"},
        posts={(5, 1): 101, (5, 3): 103, (6, 1): 201},
        first_posts={5: Target(101, "Boiling point"), 6: Target(201, "Rust \\[solved\\]")},
    )
    return Context(references, **({"topic_id": 5} | facts))


def convert(raw, **facts):
    return to_markdown(raw, make_context(**facts))


def test_a_quote_names_its_author_and_links_the_post():
    source = convert('[quote="wren, post:3, topic:5"]\nIt boils.\n[/quote]\n\nIndeed.')
    assert source == "> @wren [wrote](/p/103/):\n>\n> It boils.\n\nIndeed."
    rendered = markup.render(source, {"wren": "wren"})
    assert rendered.quotes == (103,)
    assert '<p class="quoted"' in rendered.html


def test_a_quote_without_a_topic_is_of_the_same_topic():
    assert "[wrote](/p/103/)" in convert('[quote="wren, post:3"]x[/quote]')


def test_a_quoted_name_is_the_one_the_member_has_here():
    assert convert('[quote="OTTER, post:1, topic:5, full:true"]x[/quote]').startswith(
        "> @Otter-2 [wrote](/p/101/):"
    )


def test_a_full_name_is_known_by_the_user_name_beside_it():
    quote = '[quote="Wren of the Brook, post:1, topic:5, username:wren"]x[/quote]'
    assert convert(quote).startswith("> @wren [wrote](/p/101/):")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ('="wren, post:99, topic:5"', "@wren wrote:"),
        ('="wren, post:1, topic:77"', "@wren wrote:"),
        ('="wren, post:x, topic:y"', "@wren wrote:"),
        ('="wren"', "@wren wrote:"),
        ("=wren", "@wren wrote:"),
        ('="a *stranger*"', "a \\*stranger\\* wrote:"),
    ],
)
def test_what_is_not_known_is_named_plainly(facts, line):
    assert convert(f"[quote{facts}]x[/quote]") == f"> {line}\n>\n> x"


def test_a_quote_of_nobody_is_just_a_quote():
    assert convert("[quote]\nx\n[/quote]") == "> x"


def test_quotes_within_quotes_are_nested():
    source = convert('[quote="wren"][quote="Otter"]inner[/quote]\nouter[/quote]\nmine')
    assert source == "> @wren wrote:\n>\n> > @Otter-2 wrote:\n> >\n> > inner\n>\n> outer\n\nmine"


def test_text_beside_the_marks_stands_outside():
    assert convert("before [quote]in[/quote] after") == "before\n\n> in\n\nafter"


def test_a_quote_may_hold_code_with_its_own_end_mark():
    source = convert('[quote="wren"]\n```\n[/quote]\n```\nx\n[/quote]\ny')
    assert source == "> @wren wrote:\n>\n> ```\n> [/quote]\n> ```\n> x\n\ny"


def test_a_quote_within_a_list_stays_within():
    source = convert('- a\n  [quote="wren, post:1"]\n  said\n  [/quote]\n- b')
    assert "  > @wren [wrote](/p/101/):\n  >\n  > said" in source
    assert source.startswith("- a")
    assert source.endswith("- b")


def test_a_quote_that_is_never_closed_stays_as_it_is():
    assert convert("[quote=wren]\nopen end") == "[quote=wren]\nopen end"


def test_a_flood_of_open_quotes_takes_no_time():
    text = "[quote]" * 4000
    assert convert(text).count("[quote]") > 3000


def test_quotes_nested_without_end_stop_somewhere():
    assert convert("[quote]" * 200 + "x" + "[/quote]" * 200).count("x") == 1


def test_markdown_quotes_are_converted_inside():
    assert convert("> [b]strong[/b]\n> > @otter\nlazy") == "> **strong**\n> > @Otter-2\nlazy"


def test_an_empty_line_of_a_quotation_keeps_the_answer_out_of_it():
    assert convert("> bar\n>\nbaz") == "> bar\n>\nbaz"
    assert markup.render(convert("> bar\n>\nbaz")).html.index("</blockquote>") < markup.render(
        "> bar\n>\nbaz"
    ).html.index("baz")
