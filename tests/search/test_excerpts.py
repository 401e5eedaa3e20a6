"""Excerpts: where the words searched for are, these marked, and nothing in them is HTML but the marks."""

import itertools
import re
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from forum.markup.plain_text import SPOILER_END, SPOILER_START
from forum.search.analysis import marked, marked_excerpt
from forum.search.analysis.tokens import stems
from forum.search.query import parse
from tests.search.hostile_texts import hostile_texts

MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def query(line):
    return parse(line, {}, AnonymousUser())


def marks(text, line):
    return MARK.findall(marked(text, query(line), "english"))


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("Boats and a boat in my boathouse", "boat", ["Boats", "boat"]),
        ("Café au lait", "cafe", ["Café"]),
        ("I write C++, not C", "c++", ["C++"]),
        ("I write C++, not C", "C", ["C", "C"]),
        ("Open src/Main.c now", "main.c", ["Main.c"]),
        ("今日は日本語を話す", "日本語", ["日本語"]),
        ("犬がいる。白い犬", "犬", ["犬", "犬"]),
        ("The big red dog", '"red dogs"', ["red dog"]),
        ("Red paint for a dog; a red dog", '"red dog"', ["red dog"]),
        ("A dog, and red paint", '"red dog"', ["dog", "red"]),
        ("Of BIP-119, a BIP, and 119", "bip-119", ["BIP-119"]),
        ("日本の本語、日本語", "日本語", ["日本語"]),
        ("11.7.12, 1.7.1 and v1.7.1", "1.7.1", ["1.7.1", "v1.7.1"]),
        ("ASP.NET is no .NET", ".net", [".NET"]),
        ("No such thing", "boat", []),
        ("red and blue", "red -blue", ["red"]),
    ],
)
def test_words_are_marked_as_they_are_found(text, line, found):
    assert marks(text, line) == found


def test_nothing_in_an_excerpt_is_html():
    line = marked_excerpt('<script>alert("boat")</script> & <b>boat</b>', query("boat script"), "english")
    assert MARK.findall(line) == ["script", "boat", "script", "boat"]
    assert "<" not in MARK.sub("", line).replace("&lt;", "")
    assert "&amp;" in line and "&quot;" in line


def test_an_excerpt_is_where_most_of_the_words_are():
    text = f"A boat. {'word ' * 200} The boat lies in the harbour. {'word ' * 200}"
    line = marked_excerpt(text, query("boat harbour"), "english")
    assert MARK.findall(line) == ["boat", "harbour"]
    assert line.startswith("…") and line.endswith("…")
    assert len(MARK.sub(r"\1", line)) < 260


def test_a_text_without_the_words_gives_its_beginning():
    line = marked_excerpt(f"Beginning {'word ' * 100}", query("boat"), "english")
    assert line.startswith("Beginning word") and line.endswith("…") and "<mark>" not in line


def test_a_short_text_is_shown_whole_on_one_line():
    assert marked_excerpt("One\n\n  boat.", query("boat"), "english") == "One <mark>boat</mark>."


def test_signs_of_quotations_and_lists_are_no_part_of_an_excerpt():
    text = "> Ada wrote:\n>\n> > A boat.\n>\n> No harbour."
    assert marked_excerpt(text, query("boat harbour"), "english") == (
        "Ada wrote: A <mark>boat</mark>. No <mark>harbour</mark>."
    )
    items = (
        "- nothing here to see at all, not a thing\n" * 5
        + "- A boat\n"
        + "- an end with many words in it\n" * 9
    )
    assert re.match("…(?![-*•])", marked_excerpt(items, query("boat"), "english"))


def test_a_post_is_shown_by_its_own_words_before_those_it_quotes():
    text = "> The boat is in the harbour.\n\nA boat of mine."
    assert marked_excerpt(text, query("boat"), "english") == "A <mark>boat</mark> of mine."
    assert "harbour" in MARK.findall(marked_excerpt(text, query("boat harbour"), "english"))


def test_a_spoiler_is_not_shown():
    line = marked_excerpt(
        f"The boat {SPOILER_START}sinks with the boat{SPOILER_END} here", query("boat sinks"), "english"
    )
    assert MARK.findall(line) == ["boat"] and "sinks" not in line


@pytest.mark.once
@given(st.text(max_size=600), st.text(max_size=40))
def test_any_text_and_query_give_an_excerpt_without_tags_but_marks(text, line):
    found = marked_excerpt(text, query(line) if ":" not in line else query("a b"), "english", length=80)
    assert not re.search("[<>]", re.sub("</?mark>", "", found))
    assert found.count("<mark>") == found.count("</mark>")


@pytest.mark.once
def test_hostile_texts_give_excerpts_in_time():
    wanted = query("a script one c++")
    for text in hostile_texts():
        began = time.process_time()
        assert not re.search("[<>]", re.sub("</?mark>", "", marked_excerpt(text, wanted, "english")))
        assert time.process_time() - began < 0.1 + len(text) * 2e-6


@pytest.mark.parametrize("word", ["xylo{}ing", "{}ing", "q{}"])
def test_a_text_of_thousands_of_rare_words_is_marked_with_hardly_any_of_them_stemmed(word):
    letters = "abcdefghijklmnop"
    rare = " ".join(word.format("".join(some)) for some in itertools.product(letters, repeat=3))
    stems.cache_clear()
    found = marked_excerpt(f"{rare[:15_000]} xylophones {rare}", query("xylophone"), "english")
    assert MARK.findall(found) == ["xylophones"]
    assert stems.cache_info().misses < 100


def test_a_word_is_marked_though_its_stem_begins_otherwise():
    assert marks("They were dying", "die") == ["dying"]
