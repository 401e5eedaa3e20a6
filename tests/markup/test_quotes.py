import pytest

from forum.markup import render
from tests.markup.shapes import shape

MEMBERS = {"ada": "ada", "ben": "ben"}


def test_the_first_line_of_a_quotation_names_the_post():
    rendered = render("> @ada [wrote](/p/123/):\n> So it is.\n\nIndeed, @ben.", MEMBERS)
    assert rendered.quotes == (123,)
    assert rendered.mentions == ("ben",)
    assert shape(rendered.html) == (
        '<blockquote><p class="quoted"><a class="mention" href="/u/ada/">@ada</a> <a href="/p/123/">wrote</a>:</p><p>\n'
        'So it is.</p></blockquote>\n<p>Indeed, <a class="mention" href="/u/ben/">@ben</a>.</p>'
    )


def test_the_first_line_may_stand_alone():
    rendered = render("> @ada [wrote](/p/7/):\n>\n> - So\n> - it is", MEMBERS)
    assert rendered.quotes == (7,)
    assert '<p class="quoted">' in shape(rendered.html)


def test_a_quotation_in_a_quotation_names_its_post_too():
    assert render("> @ada [wrote](/p/2/):\n>\n> > @ben [wrote](/p/1/):\n> > x").quotes == (2, 1)


@pytest.mark.parametrize(
    "source",
    [
        "@ada [wrote](/p/1/):",
        "> words\n> [wrote](/p/1/)",
        "> words\n>\n> [wrote](/p/1/)",
        "> - [wrote](/p/1/)",
        "> # [wrote](/p/1/)",
        "> [wrote](https://example.org/p/1/)",
        "> [wrote](//example.org/p/1/)",
        "> [wrote](/p/1)",
        "> [wrote](/p/1/edit/)",
        "> [wrote](/p/1/?a)",
        "> [wrote](/p/" + "9" * 19 + "/)",
        "> [wrote](/p/१/)",
        "> `[wrote](/p/1/)`",
    ],
)
def test_any_other_link_quotes_nothing(source):
    rendered = render(source, MEMBERS)
    assert rendered.quotes == ()
    assert "quoted" not in shape(rendered.html)


def test_two_quotations_one_after_the_other_stay_two():
    source = "> @ada [wrote](/p/1/):\n>\n> One.\n\n> @ben [wrote](/p/2/):\n>\n> Two."
    rendered = render(source, {"ada": "ada", "ben": "ben"})
    assert shape(rendered.html).count("<blockquote>") == 2
    assert rendered.quotes == (1, 2)
