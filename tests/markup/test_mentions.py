import pytest

from forum.markup import Options, mentioned, render
from tests.markup.shapes import shape

MEMBERS = {"ada": "Ada", "ben.b": "ben.b", "łukasz": "Łukasz", "straße": "STRASSE-9", "a_b": "a_b"}


def test_a_members_name_is_linked_as_it_was_written():
    rendered = render("Thanks, @aDa!", MEMBERS)
    assert shape(rendered.html) == '<p>Thanks, <a class="mention" href="/u/Ada/">@aDa</a>!</p>'
    assert rendered.mentions == ("Ada",)


def test_only_members_are_linked():
    rendered = render("@nobody and @ada", {})
    assert "<a" not in shape(rendered.html)
    assert rendered.mentions == ()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("@ada.", ["Ada"]),
        ("(@ada)", ["Ada"]),
        ("@ada, @Ben.B... @ada", ["Ada", "ben.b"]),
        ("**@ada** ~~@ben.b~~", ["Ada", "ben.b"]),
        ("@Łukasz @ŁUKASZ", ["Łukasz"]),
        ("@a_b", ["a_b"]),
        ("# @ada\n\n- @ben.b", ["Ada", "ben.b"]),
        ("你好@ada", ["Ada"]),
        ("@ada's", ["Ada"]),
        ("，@ada，@ben.b。", ["Ada", "ben.b"]),
        ("（@ada）「@ben.b」 نام:@ada،", ["Ada", "ben.b"]),
        ("\\@ada", []),
        ("**\\@ada** @ben.b", ["ben.b"]),
        ("@ada@social.example", []),
        ("@adam", []),
        ("@@ada", []),
        ("x@ada", []),
        ("mail x@ada.example", []),
        ("https://example.org/@ada", []),
        ("`@ada`", []),
        ("```\n@ada\n```", []),
        ("    @ada", []),
        ("[@ada](https://example.org)", []),
        ("![@ada](https://example.org/a.png)", []),
        ("> @ada", []),
        ("> @ada\n\n@ben.b", ["ben.b"]),
    ],
)
def test_who_is_mentioned(source, names):
    assert list(render(source, MEMBERS).mentions) == names


def test_a_mention_inside_a_quotation_is_linked_but_tells_nobody():
    rendered = render("> @ada said", MEMBERS)
    assert 'href="/u/Ada/"' in shape(rendered.html)
    assert rendered.mentions == ()


def test_a_name_cannot_break_out_of_its_address():
    rendered = render("@eve", {"eve": '"><script>/../'})
    assert shape(rendered.html) == '<p><a class="mention" href="/u/%22%3E%3Cscript%3E%2F..%2F/">@eve</a></p>'


def test_candidates_are_casefolded_and_trimmed():
    assert mentioned("Hi @Ada, @STRASSE. @Straße- @x.y.z... x@no.example @") == {"ada", "strasse", "x.y.z"}


def test_a_name_that_ends_an_emphasis_is_a_candidate():
    assert "ada" in mentioned("_@ada_")


def test_names_longer_than_any_members_are_not_candidates():
    assert mentioned("@" + "a" * 31) == set()
    assert mentioned("@" + "a" * 30 + "...") == {"a" * 30}


def test_no_text_can_ask_for_more_than_fifty_members():
    assert len(mentioned(" ".join(f"@user{number}" for number in range(5000)))) == 50


@pytest.mark.parametrize(
    "tag",
    [
        "[quote=Ada]",
        '[QUOTE="@ada, post:1, topic:1"]',
        "[quote='ada']",
        "[quote author=ada link=x]",
        "[quote=ada;1]",
    ],
)
def test_a_tag_that_quotes_a_member_names_them(tag):
    source = f"{tag}Tea.[/quote]"
    assert mentioned(source) == {"ada"}
    rendered = render(source, MEMBERS, options=Options(bbcode=True))
    assert 'href="/u/Ada/"' in rendered.html
    assert rendered.mentions == ()


def test_a_tag_that_quotes_nobody_names_nobody():
    assert mentioned("[quote]Tea.[/quote] [quote=Ada Lee] [quoted=ada] [quote=](x)") == set()


def test_tags_leave_room_for_those_who_are_spoken_to():
    tags = "".join(f"[quote=n{number}]" for number in range(99))
    assert "ada" in mentioned(f"{tags} @ada")
    assert len(mentioned(tags)) == 25
