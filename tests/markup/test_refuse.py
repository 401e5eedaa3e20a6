import pytest

from forum.markup import LIMIT, Refused, render, render_many


@pytest.mark.parametrize(
    "source", ["", "   ", "\n\t\r\n", "\u200b\u200d\ufeff", "\u00a0\u3000", "\u202e", "\ufe0f", "\x01\x02"]
)
def test_a_text_without_anything_to_see_is_refused(source):
    with pytest.raises(Refused) as refused:
        render(source)
    assert str(refused.value.message) == "Write something first."


def test_a_text_over_the_limit_is_refused_with_both_numbers():
    with pytest.raises(Refused, match="too long") as refused:
        render("x" * (LIMIT + 1))
    assert "32001" in str(refused.value.message)
    assert "32000" in str(refused.value.message)


def test_a_text_of_just_the_limit_is_taken_however_its_lines_end():
    lines = "12345678\r\n" * (LIMIT // 9) + "x" * (LIMIT % 9)
    assert len(lines) > LIMIT
    assert not render(lines).plain


@pytest.mark.parametrize("code_point", [0x0, 0xD800, 0xDFFF])
def test_characters_that_no_database_stores_are_refused(code_point):
    with pytest.raises(Refused, match="can’t be saved"):
        render(f"before {chr(code_point)} after")


def test_posts_from_elsewhere_may_be_longer():
    text = "word " * (LIMIT // 4)
    assert not render(text, limit=2 * LIMIT).plain
    [(_, rendered)] = render_many([("key", text, None)], limit=2 * LIMIT)
    assert rendered == render(text, limit=2 * LIMIT)


def test_refused_is_a_value_error_that_carries_its_sentence():
    refused = Refused("Because.")
    assert isinstance(refused, ValueError)
    assert refused.message == str(refused) == "Because."


@pytest.mark.parametrize("source", ["x", "1", "?", "é", "中", "😀", "👩‍👩‍👧", "---"])
def test_a_single_character_is_enough(source):
    assert render(source).html
