"""Whom a stored text links is read from its HTML, so that rendering it again links the same members."""

import pytest

from forum.markup import linked_members, render

MEMBERS = {"ada": "Ada", "weiss": "Weiss", "o.k": "O.K"}


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("Ask @ada, or @Ada.", {"ada": "Ada"}),
        ("> @ada [wrote](/p/3/):\n>\n> Yes.", {"ada": "Ada"}),
        ("@Weiß and @o.k say so.", {"weiß": "Weiss", "o.k": "O.K"}),
        ("**@ada**", {"ada": "Ada"}),
        ("`@ada` and \\@ada and @carol", {}),
        ("[@ada](https://example.org/u/ada/)", {}),
    ],
)
def test_they_are_those_whom_the_text_linked(source, linked):
    html = render(source, MEMBERS).html
    assert linked_members(html) == {name.casefold(): member for name, member in linked.items()}
    assert render(source, linked_members(html)).html == html


def test_what_earlier_versions_wrote_is_read_too():
    html = '<p>So, <a class="mention" href="/u/%C3%89va/">@éva</a>.</p>'
    assert linked_members(html) == {"éva": "Éva"}
