"""What is shown as changed between two texts, and what comes of putting two together."""

import time
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.posts.differences import MOST_PIECES, MOST_STEPS, Budget, differences, opcodes
from forum.posts.merging import merge

LONGEST = 32_000
SLOWEST = 3.0  # seconds of processor time; half of one here
# Few words, so that texts have much in common; and what texts are made of otherwise.
WORDS = st.sampled_from(["one", "two", "three", "four.", "水", "土", "ก", "é", " ", "\n", "\n\n", "“", "-"])
TEXTS = st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=80)
LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=12).map("\n".join)

HOSTILE = {
    "one word": ("a " * (LONGEST // 2), "a " * (LONGEST // 2 - 1) + "b"),
    "two words by turns": ("a b " * (LONGEST // 4), "b a " * (LONGEST // 4)),
    "many words, turned round": (
        " ".join(f"{n:x}" for n in range(6_000)), " ".join(f"{n:x}" for n in reversed(range(6_000))),
    ),
    "lines of one letter": ("a\n" * (LONGEST // 2), "\na" * (LONGEST // 2)),
    "few lines by turns": ("a\nb\nc\n" * (LONGEST // 6), "c\na\na\nb\n" * (LONGEST // 8)),
    "a hundred and fifty words": (
        " ".join(str(n * n % 149) for n in range(8_000)), " ".join(str(n * n * n % 149) for n in range(8_000)),
    ),
    "signs": ("*_" * (LONGEST // 2), "_*" * (LONGEST // 2)),
    "signs without spaces": ("水土" * (LONGEST // 2), "土水水" * (LONGEST // 3)),
    "nothing": ("", "a " * (LONGEST // 2)),
}  # fmt: skip


def sides(passages):
    return tuple(
        "".join(piece.text for passage in passages for piece in getattr(passage, side))
        for side in ("before", "after")
    )


def changed(before, after):
    return [
        [
            "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side)
            for side in (p.before, p.after)
        ]
        for p in differences(before, after)
        if p.is_changed
    ]


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS)
@example("a\r\nb\x0bc\u2028d", "a\nb")
def test_the_two_sides_of_a_difference_are_the_two_texts(before, after):
    passages = differences(before, after)
    assert sides(passages) == (before, after)
    for passage in passages:
        if not passage.is_changed:
            assert passage.before == passage.after


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert not any(passage.is_changed for passage in differences(text, text))


def test_only_the_words_that_changed_are_marked():
    old = "First.\n\nThe heron stands under the boathouse.\n\nLast."
    new = "First.\n\nThe grey heron stood under the boathouse.\n\nLast."
    assert changed(old, new) == [
        ["The heron [stands] under the boathouse.\n", "The [grey ]heron [stood] under the boathouse.\n"]
    ]


def test_words_that_changed_side_by_side_are_one_change():
    assert changed("Take the red, small boat.", "Take the blue, large boat.") == [
        ["Take the [red, small] boat.", "Take the [blue, large] boat."]
    ]


def test_a_script_without_spaces_is_compared_sign_by_sign():
    assert changed("私は水を飲む。", "私は茶を飲む。") == [["私は[水]を飲む。", "私は[茶]を飲む。"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_made_to_be_slow_are_compared_in_time(name):
    before, after = HOSTILE[name]
    started = time.process_time()
    passages = differences(before, after)
    assert time.process_time() - started < SLOWEST
    assert sides(passages) == (before, after)
    pieces = sum(len(passage.before) + len(passage.after) for passage in passages)
    assert pieces < 2 * MOST_PIECES + 4 * before.count("\n") + 4 * after.count("\n") + 10


def test_looking_for_what_is_the_same_ends_with_the_budget():
    before, after = (HOSTILE["a hundred and fifty words"][side].split() for side in (0, 1))
    budget = Budget()
    opcodes(before, after, budget)
    assert 0 <= budget.steps < MOST_STEPS / 10


# --- putting two together


def lines(text):
    return Counter(line for line in text.split("\n") if line)


@settings(max_examples=120, deadline=None)
@given(LINES, LINES, LINES)
def test_a_merge_loses_no_line_that_either_wrote(base, theirs, mine):
    merged = lines(merge(base, theirs, mine).text)
    for text in (theirs, mine):
        assert not lines(text) - lines(base) - merged


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_without_the_text_it_began_with_a_merge_keeps_every_line_of_both(theirs, mine):
    merged = lines(merge(None, theirs, mine).text)
    assert not lines(theirs) - merged
    assert not lines(mine) - merged


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_where_only_one_has_written_a_merge_is_their_text(base, text):
    assert merge(base, text, base) == merge(base, base, text) == merge(base, text, text)
    assert merge(base, text, base).text == text


def test_changes_in_different_places_are_both_made():
    base = "One.\n\nTwo.\n\nThree.\n\nFour."
    merged = merge(base, "One!\n\nTwo.\n\nThree.\n\nFour.", "One.\n\nTwo.\n\nFour and more.")
    assert (merged.text, merged.overlaps) == ("One!\n\nTwo.\n\nFour and more.", 0)


def test_where_both_changed_the_same_both_versions_stand_as_paragraphs():
    merged = merge("One.\n\nTwo.", "One.\n\nTwo, says she.", "One.\n\nTwo, says he.")
    assert (merged.text, merged.overlaps) == ("One.\n\nTwo, says she.\n\nTwo, says he.", 1)


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_made_to_be_slow_are_put_together_in_time(name):
    theirs, mine = HOSTILE[name]
    started = time.process_time()
    merge(theirs[::-1], theirs, mine)
    assert time.process_time() - started < SLOWEST
