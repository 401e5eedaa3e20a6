import time

import pytest

from forum.markup.unicode_text import hides, is_empty, is_seen, on_one_line, slug_of, uncluttered

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
NEWER_EMOJI = "\U0001fae8"  # a face that Python's own table does not know


@pytest.mark.parametrize(
    "title",
    [
        "می‌خواهم کتاب‌ها",
        "👨‍👩‍👧 family bikes",
        f"{NEWER_EMOJI} wobble",
        "שלום\u200f עולם",
        "हिन्दी में सवाल",
        "ภาษาไทยวันนี้ น้ำ",
        "র‍্যা",
        "❤️‍🔥 1️⃣",
        f"{ENGLAND} and 🇼🇸",
        "ه\u200d.ش",
        "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
        "שָּׁ֣",
        "ẹ̀kọ́",
        "C++ & C#",
        "\U00031350",
        "\u0601\u0661",
    ],
)
def test_what_a_script_needs_stays_and_shows(title):
    assert on_one_line(title) == title
    assert not is_empty(title)
    assert not hides(title)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\ufeffWheels", "Wheels"),
        ("Wh\u200beels", "Wheels"),
        ("Wh\u00adeels", "Wheels"),
        ("Wh\u2060eels\ufffc", "Wheels"),
        ("A\u034fdmin", "Admin"),
        ("ad\u200cmin", "admin"),
        ("\u200dWheels\u200d", "Wheels"),
        ("Wheels\u3164\u2800for\u2028you", "Wheels for you"),
        ("cafe\u0301", "caf\u00e9"),
        ("Wheels\U000e0068\U000e0069", "Wheels"),
        ("می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
        ("\ufe0fWheels", "Wheels"),
    ],
)
def test_what_only_came_along_is_dropped(pasted, kept):
    assert on_one_line(pasted) == kept


@pytest.mark.parametrize(
    "text",
    [
        "\u3164",
        "\u2800",
        "\u115f",
        "\u1160",
        "\uffa0",
        "\ufffc",
        "\u200b\u200f",
        "\U000e0068\U000e0069",
        "\u0301",
        "\u2065",
        " \u200d ",
    ],
)
def test_what_nobody_sees_is_empty(text):
    assert is_empty(text)
    assert is_empty(on_one_line(text))


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\u2066b", "\u2068a\u2069", "a\x07b", "a\ud800", "a\ue000", "a\uffff", "a\u206ab"]
)
def test_what_turns_a_line_round_or_cannot_be_shown_is_told(text):
    assert hides(on_one_line(text))


@pytest.mark.parametrize("mark", ["\u0335", "\u0301", "\u20dd", "\u0e47"])
def test_marks_are_no_tower(mark):
    assert 3 <= on_one_line("Z" + mark * 150).count(mark) + (mark == "\u0301") <= 4
    assert len(uncluttered("Z" + mark * 150 + "\nline")) < 12


def test_noncharacters_and_what_is_reserved_for_nothing_are_not_seen():
    assert not any(map(is_seen, "\ufdd0\U0001ffff\U000e0fff\ufff0"))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("हिन्दी में सवाल", "हिन्दी-में-सवाल"),
        ("ภาษาไทยวันนี้", "ภาษาไทยวันนี้"),
        ("می‌خواهم", "می‌خواهم"),
        ("Café au lait", "café-au-lait"),
        ("cafe\u0301", "café"),
        ("Z\u0335\u0336alt", "zalt"),
        ("中文标题测试，对吗？", "中文标题测试对吗"),
        ("ＷＩＤＥ", "wide"),
        ("C++ & C#", "c-c"),
        ("น้ำ", "น้ำ"),
        (f"{NEWER_EMOJI}", ""),
        ("ad\u200cmin", "admin"),
    ],
)
def test_a_slug_keeps_what_its_script_needs(title, slug):
    assert slug_of(title, 60) == slug
    assert slug_of(slug, 60) == slug


def test_the_longest_line_takes_no_time():
    started = time.process_time()
    for sign in ("\u200c", "\u0301", "\U0001f3f4\U000e0067", "\ufe0f", "م\u200c", "\u00ad", "🏴"):
        on_one_line(sign * (2_000 // len(sign)))
    assert time.process_time() - started < 1
