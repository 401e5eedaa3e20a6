import pytest

from forum.markup import render
from forum.markup.options import Options


def shown(source, smileys=True):
    return render(source, options=Options(smileys=smileys)).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("That worked :) thanks ;) and :( for the rest", "That worked 🙂 thanks 😉 and 🙁 for the rest"),
        (":-) :-D :P :-p :'(", "🙂 😀 😛 😛 😢"),
        ("Good :). (Better :D)", "Good 🙂. (Better 😀)"),
        ("**yes** :)", "yes 🙂"),
        (":) **yes**", "🙂 yes"),
        ("one:\n:)", "one:\n🙂"),
        ("哈哈:)。", "哈哈🙂。"),
    ],
)
def test_a_smiley_that_stands_alone_is_an_emoji(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "(see 8:) and (**8**:)",
        "12:30 a:D word:) :DD ::) C:/x",
        "std::cout;) x :Pascal",
        "https://example.org/:) example.org/a:D",
    ],
)
def test_a_smiley_inside_something_else_stays(source):
    assert shown(source) == source.replace("**", "")


@pytest.mark.parametrize("source", ["`:)`", "```\na :)\n```", "    a :)"])
def test_code_holds_no_smileys(source):
    assert ":)" in shown(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(c) 2020 Ada", "© 2020 Ada"),
        ("Foo(tm) Bar(r) ACME(R)", "Foo™ Bar® ACME®"),
        ("+-5 and 3 +-0.2", "±5 and 3 ±0.2"),
        ("(a) tea (b) milk (c) water", "(a) tea (b) milk (c) water"),
        ("f(r) and f(tm)(x) (tm) x+-5", "f(r) and f(tm)(x) (tm) x+-5"),
        ("wait.... a -- b", "wait.... a -- b"),
    ],
)
def test_typed_signs_are_set_where_they_can_mean_nothing_else(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize("source", ["Yes :)", "Foo(tm)", "+-5", "(c) 2020"])
def test_an_owner_can_leave_all_as_typed(source):
    assert shown(source) != source
    assert shown(source, smileys=False) == source


@pytest.mark.parametrize(
    "source", ["\\:) a", "a \\;) a", "\\(c) 2020", "\\+-5", "\\:smile:", "a :\\) b", "(c\\) 2020"]
)
def test_what_is_escaped_stays_as_it_is(source):
    assert shown(source) == source.replace("\\", "")


@pytest.mark.parametrize(
    "source",
    ["https://example.org/:v:/g/doc", "www.example.org/a-:v:-b", "ada:smile:@example.org", "{:a: 1}"],
)
def test_no_code_is_read_inside_an_address(source):
    assert source in render(source).html


def test_codes_beside_an_address_are_read():
    assert shown(":v: https://example.org/:v:/ :v:") == "✌️ https://example.org/:v:/ ✌️"
    assert shown("[:v:](/x/)") == "✌️"
