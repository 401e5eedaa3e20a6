"""What is indexed of a text: words folded and cut to their stems, in reading order."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.analysis import LANGUAGES, exact_form, exact_tokens, token_texts, tokens, words
from tests.search.hostile_texts import hostile_texts


def stems(text, language="english"):
    return [token.text for token in tokens(text, language)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boats", "boat"),
        ("running", "runs"),
        ("CAFÉ", "café"),
        ("cafe", "café"),
        ("Ａｄａ", "ada"),
        ("STRASSE", "straße"),
        ("smørrebrød", "smorrebrod"),
        ("Łódź", "lodz"),
        ("user’s", "user"),
        ("user's", "USERS"),
        ("don’t", "dont"),
        ("ПРИВЕТ", "привет"),
        ("ёлка", "елка"),
        ("مُدَرِّس", "مدرس"),
        ("ﬁle", "file"),
        ("ﾊﾟﾝ", "パン"),
    ],
)
def test_forms_of_one_word_are_one_token(one, other):
    assert stems(one) == stems(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("boat", "goat"), ("мой", "мои"), ("हिन्दी", "हिन्द"), ("が", "か"), ("one", "1")]
)
def test_different_words_stay_different(one, other):
    assert stems(one) != stems(other)


def test_words_keep_their_order_and_place():
    text = "Two boats – one café."
    found = list(tokens(text, "english"))
    assert [token.text for token in found] == ["two", "boat", "one", "cafe"]
    assert [text[token.start : token.end] for token in found] == ["Two", "boats", "one", "café"]


def test_writing_without_spaces_is_cut_into_pairs_of_signs():
    assert stems("日本語") == ["日本", "本語", "語"]
    assert stems("犬") == ["犬"]
    assert stems("RAM 増設x") == ["ram", "増設", "設", "x"]
    assert stems("สวัสดี")[0] == "สว"


def test_vowels_of_indian_scripts_stay_in_their_word():
    assert stems("हिन्दी भाषा", "simple") == ["हिन्दी", "भाषा"]


def test_an_apostrophe_parts_words_in_french_and_joins_them_in_english():
    assert stems("l’avion", "french") == ["l", "avion"]
    assert stems("don’t", "english") == ["dont"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_stemmers_works(language):
    assert stems("Reading, lesen, читать, قراءة 123", language)[-1] == "123"


def test_a_language_that_nobody_knows_is_not_stemmed():
    assert stems("boats", "klingon") == ["boats"]


def test_the_words_of_a_text_keep_their_endings():
    assert list(words("Running boats, 日本語 café", "english")) == ["running", "boats", "cafe"]


@pytest.mark.parametrize(
    "text", ["It's l'avion's 2nd flight: don't_stop", "Größe, l’été, 東京 and ﬁn", "a" * 100]
)
@pytest.mark.parametrize("language", ["english", "french"])
def test_words_alone_are_those_with_their_places(text, language):
    assert token_texts(text, language) == [token.text for token in tokens(text, language)] != []


def test_no_token_is_longer_than_64_signs():
    assert max(map(len, stems(f"{'a' * 10_000} {'é' * 10_000} {'ﷺ' * 10_000}"))) <= 64
    assert max(map(len, exact_tokens(f"{'a_' * 5000} {'é.x' * 3000}"))) <= 64


@pytest.mark.parametrize(
    "typed",
    "C++ C# F# .NET ASP.NET snake_case __init__ file.ext src/main.c C:\\temp\\x.dll 1.2.3 v1.2.3 E_FAIL node.js a@b.org".split(),
)
def test_what_is_searched_as_typed_is_found_so_in_any_case_and_beside_other_signs(typed):
    wanted = exact_form(typed)
    assert wanted.isascii() and wanted.isalnum()
    for text in (
        typed,
        f"({typed.upper()}),",
        f"We use “{typed.lower()}”, mostly.",
        f"{typed}:",
        f"{typed}.",
    ):
        assert wanted in exact_tokens(text), text
    assert wanted not in exact_tokens(
        "c net asp snake case file ext src main.cpp temp 1.2.4 fail node a b.org"
    )


@pytest.mark.parametrize(
    "typed", ["foo-bar", "and/or", "std::vector", "0x80070005", "word", "end.", "wait...", "____", "+", ""]
)
def test_what_words_alone_find_has_no_exact_form(typed):
    assert exact_form(typed) == ""
    assert exact_tokens(typed) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("see /usr/lib/python3/site.py there", "site.py"),
        ("see /usr/lib/python3/site.py there", "python3/site.py"),
        ("https://example.org/a/b.html", "example.org"),
        ("C:\\Windows\\system32\\kernel32.dll", "kernel32.dll"),
        ("v1.2.3-rc1", "1.2.3"),
        ("1.2.3-rc1", "1.2.3"),
        ("C++17", "C++"),
    ],
)
def test_a_part_that_people_name_is_found_alone(text, typed):
    assert exact_form(typed) in exact_tokens(text)


@pytest.mark.once
@given(st.text(max_size=300), st.sampled_from(["english", "french", "arabic", "simple"]))
def test_any_text_gives_tokens_that_stand_where_they_say(text, language):
    before = 0
    for token in tokens(text, language):
        assert token.text and len(token.text) <= 64
        assert {unicodedata.category(sign)[0] for sign in token.text} <= set("LMN")
        assert before <= token.start < token.end <= len(text)
        before = token.start
    for name in exact_tokens(text):
        assert name.isascii() and name.isalnum() and len(name) <= 64
    assert all(list(words(text, language)))


@pytest.mark.once
@given(st.text(alphabet="abcé ß日本.,-+#_’", max_size=80))
def test_capitals_and_spaces_make_no_difference(text):
    if len(text.upper().lower()) == len(text):
        assert stems(text.replace(" ", "  ").lower()) == stems(text.lower())


@pytest.mark.once
def test_hostile_texts_are_analysed_without_an_error_in_time_by_their_length():
    for text in hostile_texts():
        began = time.process_time()
        list(tokens(text, "english")), exact_tokens(text), list(words(text, "english"))
        assert time.process_time() - began < 0.05 + len(text) * 20e-6


@pytest.mark.once
@pytest.mark.parametrize(
    "piece",
    [
        "_",
        ".",
        "a.",
        "a_",
        "a/",
        "a'",
        "’",
        "日",
        "é",
        "a\u0301",
        "#",
        "a+",
        "+",
        "c++",
        "\\a",
        "::",
        "->a",
        "-a",
        "ﷺ",
        "\u0301",
    ],
)
def test_repeating_a_piece_ten_times_as_often_costs_no_more_than_about_ten_times(piece):
    def cost(count):
        text, times = piece * count, []
        for _ in range(3):
            began = time.process_time()
            list(tokens(text, "english")), exact_tokens(text)
            times.append(time.process_time() - began)
        return min(times)

    assert cost(50_000) < 40 * max(cost(5_000), 0.003)
