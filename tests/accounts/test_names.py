import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import (
    email_key,
    name_key,
    unlinked,
    validate_address,
    validate_not_reserved,
    validate_shown_name,
    validate_username,
)


@pytest.mark.parametrize(
    "other", ["ADA", "ada", "аdа", "ádä", "ａｄａ", "A\u0301da", "ad\u200ba", "\u2060ada", "ᎪDA"]
)
def test_spellings_of_a_name_have_one_key(other):
    assert name_key(other) == name_key("ada")


@pytest.mark.parametrize(
    ("one", "other"), [("ıvan", "IVAN"), ("łukasz", "lukasz"), ("straße", "STRASSE"), ("user١", "user1")]
)
def test_letters_that_look_alike_are_alike(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ada", "eda"), ("lola", "1ola"), ("かき", "がき"), ("ada", "ada-")]
)
def test_names_that_differ_have_different_keys(one, other):
    assert name_key(one) != name_key(other)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)


@given(st.text(max_size=200))
def test_a_key_fits_its_column_and_any_database(name):
    key = name_key(name)
    assert len(key) <= 120
    assert key.isprintable()


@pytest.mark.parametrize(
    "name", ["ada", "Zoë", "日本ニda", "さくら花子", "한국Kim", "Андрей-1", "محمد_1", "x", "a" * 30]
)
def test_names_of_the_world_are_taken(name):
    validate_username(name)


@pytest.mark.parametrize(
    "name", ["", "a b", "_a", "-a", "a.", "a" * 31, "a@b", "a/b", "ａda", "a\n", "a\u200db", "\x00"]
)
def test_names_that_cannot_be_typed_or_mentioned_are_refused(name):
    with pytest.raises(ValidationError):
        validate_username(name)


@pytest.mark.parametrize("name", ["аda", "Ωmega", "раypal"])
def test_names_of_mixed_scripts_are_refused(name):
    with pytest.raises(ValidationError):
        validate_username(name)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "ADMIN",
        "Adm1n",
        "admln",
        "аdmіn",
        "ad-min",
        "m.o.d",
        "rnod",
        "M0derator",
        "former-7",
        "Former member",
    ],
)
def test_names_of_authority_are_reserved(name):
    with pytest.raises(ValidationError):
        validate_not_reserved(name)


@pytest.mark.parametrize("name", ["adam", "member5", "modesty", "formerly", "rooty", "staffan"])
def test_names_that_only_begin_alike_are_free(name):
    validate_not_reserved(name)


@pytest.mark.parametrize(
    "name", ["a\u202eb", "ada\u3164", "\u2800", "a\u0300\u0301\u0302\u0303", "ada\n", "\u200b"]
)
def test_shown_names_hide_nothing(name):
    with pytest.raises(ValidationError):
        validate_shown_name(name)


@pytest.mark.parametrize("name", ["Ada Lindqvist", "👩\u200d🔧 Ada", "می\u200cخواهم", "नमस्ते", "O'Neill, jr."])
def test_shown_names_may_be_names(name):
    validate_shown_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ａda@example.org", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ſam@example.org", "sam@example.org"),
        (None, ""),
    ],
)
def test_an_address_has_one_form(typed, kept):
    assert email_key(typed) == kept
    assert email_key(kept) == kept


@pytest.mark.parametrize("address", ["mıke@example.org", "mi\u0307ke@example.org", "аda@example.org"])
def test_addresses_that_look_like_others_are_refused(address):
    with pytest.raises(ValidationError):
        validate_address(address)


@pytest.mark.parametrize("text", ["nasty.com", "https://nasty.com/x", "mail@nasty.com", "http:nasty"])
def test_words_in_mails_are_no_links(text):
    said = unlinked(text)
    assert said.replace("\u2060", "") == text
    assert all(part not in said for part in ("nasty.com", "://", "@nasty", "http:n"))


def test_words_in_mails_stay_on_their_line():
    assert unlinked("a\r\nBcc: x@y\x00\u2028z") == "a Bcc: x@\u2060y z"
